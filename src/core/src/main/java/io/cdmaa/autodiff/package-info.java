/**
 * Reverse-mode differentiation of ONNX graphs, which emits standard operators only: the {@link
 * io.cdmaa.autodiff.Differentiator} and the table of gradient rules, one family of operators per
 * file. Each input of each operator is in one of three states: a formula, not differentiable (zero
 * by definition), not supported (with a reason and a remedy).
 *
 * <p>May import {@code onnx} and lower floors. Does not depend on generators or attacks.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.autodiff;
