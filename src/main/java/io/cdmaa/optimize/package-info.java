/**
 * Graph passes: rewritings of a forward graph into a cheaper one that computes the same, done
 * before it is differentiated so that the backward pass gets cheaper too.
 *
 * <p>May import {@code onnx} and lower floors. Knows no generator.
 */
package io.cdmaa.optimize;
