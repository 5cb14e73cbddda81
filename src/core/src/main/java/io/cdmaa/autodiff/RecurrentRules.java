package io.cdmaa.autodiff;

import java.util.List;
import java.util.stream.Stream;

/** Recurrent networks: not used in image generators, so they have no formula. */
final class RecurrentRules {
  private static final List<String> INPUTS =
      List.of("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P");

  private RecurrentRules() {}

  static List<OperatorRule> all() {
    return Stream.of("RNN", "GRU", "LSTM").map(RecurrentRules::refused).toList();
  }

  private static OperatorRule refused(String opType) {
    OperatorRule rule = OperatorRule.of(opType);
    for (String input : opType.equals("LSTM") ? INPUTS : INPUTS.subList(0, 6)) {
      rule =
          input.equals("sequence_lens")
              ? rule.zero(input, "lengths")
              : rule.input(
                  input,
                  InputRule.unsupported(
                      "recurrent layers cannot be differentiated",
                      "re-export with the layer unrolled into MatMul and activations (one step per"
                          + " node)"));
    }
    return rule;
  }
}
