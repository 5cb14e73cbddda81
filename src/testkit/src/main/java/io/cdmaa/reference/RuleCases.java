package io.cdmaa.reference;

import java.util.List;

/** Every operator that generators use, in every form that its gradient rule has to know. */
public final class RuleCases {
  private RuleCases() {}

  /** The whole catalogue. */
  public static List<RuleCase> all() {
    Cases cases = new Cases();
    ElementwiseCases.addTo(cases);
    ProductCases.addTo(cases);
    StatisticsCases.addTo(cases);
    LayoutCases.addTo(cases);
    return cases.all();
  }
}
