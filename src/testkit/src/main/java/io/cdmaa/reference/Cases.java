package io.cdmaa.reference;

import java.util.ArrayList;
import java.util.List;

/** Collects cases in order. */
final class Cases {
  private final List<CaseBuilder> builders = new ArrayList<>();

  /** Starts a case of an operator with attributes, given as alternating names and values. */
  CaseBuilder op(String opType, Object... attributes) {
    CaseBuilder builder = new CaseBuilder(opType, attributes);
    builders.add(builder);
    return builder;
  }

  List<RuleCase> all() {
    return builders.stream().flatMap(b -> b.cases().stream()).toList();
  }
}
