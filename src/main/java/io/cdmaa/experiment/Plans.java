package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import java.util.List;
import java.util.Map;

/** What the keys of a setting mean: the seam between experiments and the method's own options. */
interface Plans {
  /** The keys that a setting may have. */
  List<String> keys();

  /**
   * The plan that a setting describes; what it does not name has its default.
   *
   * @param values key and value as written
   * @param threshold L from which on a fake counts as broken
   * @throws CdmaaException if a value is unknown or out of range
   */
  Plan plan(Map<String, String> values, double threshold);
}
