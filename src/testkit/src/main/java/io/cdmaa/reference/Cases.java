package io.cdmaa.reference;

import java.util.ArrayList;
import java.util.List;

/** Cases in the making, in order. */
final class Cases {
  private final List<CaseBuilder> builders = new ArrayList<>();

  /** Begins a case of an operator with attributes, as names and values in turn. */
  CaseBuilder op(String opType, Object... attributes) {
    CaseBuilder builder = new CaseBuilder(opType, attributes);
    builders.add(builder);
    return builder;
  }

  List<RuleCase> all() {
    return builders.stream().flatMap(b -> b.cases().stream()).toList();
  }
}
