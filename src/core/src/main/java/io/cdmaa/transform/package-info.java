/**
 * What happens to a photo after it was protected: JPEG, resizing, blur and the like. Each transform
 * exists twice. As a prefix of a graph, in standard ONNX operators that can be differentiated, it
 * lets a search see through it; as the real thing, by a codec or library of its own, it serves
 * verdicts, which therefore never rest on the approximation.
 *
 * <p>Photos keep their size. Pixels are [-1, 1] in and out, as everywhere.
 *
 * <p>May import {@code optimize} and lower floors. Knows no generator.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.transform;
