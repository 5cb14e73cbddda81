/**
 * Graph passes: rewritings of a graph into a cheaper, equivalent one. Most are applied before a
 * forward graph is differentiated, so that the backward pass becomes cheaper, too; convolution
 * algorithms are chosen last, for both passes.
 *
 * <p>May import {@code onnx} and lower floors. Does not depend on generators.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.optimize;
