/**
 * An independent float64 evaluator of ONNX graphs and finite differences over it: the oracle
 * against which gradients are verified. Every operator is implemented from the ONNX operator
 * specification with plain loops and shares no code with the rules under test.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.reference;
