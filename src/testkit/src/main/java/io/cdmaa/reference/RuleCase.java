package io.cdmaa.reference;

import io.cdmaa.onnx.Graph;
import java.util.Map;

/**
 * One operator in one form, to be differentiated with respect to one operand.
 *
 * @param label operator, form and operand
 * @param graph the operator alone, in canonical form with static types; outputs {@code y0}, ...
 * @param input the graph input to differentiate with respect to
 * @param inputs random values for every graph input, away from kinks of the operator
 */
public record RuleCase(String label, Graph graph, String input, Map<String, Tensor64> inputs) {
  @Override
  public String toString() {
    return label;
  }
}
