package io.cdmaa.reference;

import java.util.List;

/** Every operator that generators use, in every form that its gradient rule must support. */
public final class RuleCases {
  private RuleCases() {}

  /** Returns all cases. */
  public static List<RuleCase> all() {
    Cases cases = new Cases();
    ElementwiseCases.addTo(cases);
    ProductCases.addTo(cases);
    StatisticsCases.addTo(cases);
    LayoutCases.addTo(cases);
    return cases.all();
  }
}
