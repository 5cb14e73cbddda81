package io.cdmaa.autodiff;

import java.util.List;
import java.util.stream.Stream;

/** Operators with graphs of their own: not supported unless folding has removed them. */
final class ControlFlowRules {
  private ControlFlowRules() {}

  static List<OperatorRule> all() {
    return Stream.of("If", "Loop", "Scan")
        .map(
            opType ->
                OperatorRule.of(opType)
                    .input(
                        "inputs",
                        InputRule.unsupported(
                            "its control flow depends on run-time values",
                            "re-export by tracing (torch.onnx.export without scripting) with fixed"
                                + " input sizes, so that it folds away"))
                    .repeated())
        .toList();
  }
}
