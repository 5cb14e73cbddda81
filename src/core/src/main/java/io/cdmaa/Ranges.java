package io.cdmaa;

/** Range checks whose messages name the setting, its value and the permitted range. */
public final class Ranges {
  private Ranges() {}

  /** Requires low &lt; value &lt;= high. */
  public static void above(String setting, double value, double low, double high) {
    if (!(value > low && value <= high)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          setting + " is " + value + "; it must be above " + low + " and at most " + high);
    }
  }

  /** Requires low &lt;= value &lt;= high. */
  public static void within(String setting, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          setting + " is " + value + "; it must be at least " + low + " and at most " + high);
    }
  }

  /** Requires low &lt;= value &lt;= high. */
  public static void within(String setting, int value, int low, int high) {
    if (value < low || value > high) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          setting + " is " + value + "; it must be at least " + low + " and at most " + high);
    }
  }
}
