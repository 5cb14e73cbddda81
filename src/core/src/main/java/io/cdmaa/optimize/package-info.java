/**
 * Graph passes: rewritings of a graph into a cheaper one that computes the same. Most are done
 * before a forward graph is differentiated, so that the backward pass gets cheaper too; the
 * algorithms of convolutions come last, over both passes.
 *
 * <p>May import {@code onnx} and lower floors. Knows no generator.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.optimize;
