/**
 * Generators: the manifest that describes a generator's image and condition, the domains that it
 * translates to and how their conditions depend on the face on a photo; the losses; the detection
 * of replaced models; and the objective graph (photo prefix, generator, losses, backward pass) with
 * the session that runs it, for one photo or for several whose searches share its passes.
 *
 * <p>May import {@code optimize}, {@code autodiff}, {@code onnx}, {@code runtime}, {@code image}
 * and {@code tensor}. Does not depend on attacks.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.generator;
