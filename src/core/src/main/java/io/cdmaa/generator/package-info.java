/**
 * Generators: the manifest that says how one wants its image and condition, the domains that it
 * translates to and how their conditions follow from the face on a photo, the losses, the watch on
 * models that are swapped, and the objective graph (prefix from the photo's own pixels, generator,
 * losses, backward) with the session that runs it, for one photo or for several whose searches meet
 * in its passes.
 *
 * <p>May import {@code optimize}, {@code autodiff}, {@code onnx}, {@code runtime}, {@code image}
 * and {@code tensor}. Knows no attack.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.generator;
