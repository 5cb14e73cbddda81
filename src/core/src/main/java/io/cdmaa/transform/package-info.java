/**
 * Transforms that other programs apply to a protected photo: JPEG, resizing, blur and the like.
 * Each transform exists twice. As a prefix of a graph, in differentiable standard ONNX operators,
 * it lets a search optimise through it. As a real operation, by an independent codec or library, it
 * is used for verdicts, which therefore never rely on the approximation.
 *
 * <p>Photos keep their size. Pixels are in [-1, 1] for input and output, as everywhere.
 *
 * <p>May import {@code optimize} and lower floors. Does not depend on generators.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.transform;
