package io.cdmaa.attack;

import io.cdmaa.CdmaaException;

/** Range checks whose messages name the option, its value and what is allowed. */
final class Ranges {
  private Ranges() {}

  static void above(String option, double value, double low, double high) {
    if (!(value > low && value <= high)) {
      throw new CdmaaException(
          option + " is " + value + "; it must be above " + low + " and at most " + high);
    }
  }

  static void within(String option, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new CdmaaException(
          option + " is " + value + "; it must be at least " + low + " and at most " + high);
    }
  }

  static void within(String option, int value, int low, int high) {
    if (value < low || value > high) {
      throw new CdmaaException(
          option + " is " + value + "; it must be at least " + low + " and at most " + high);
    }
  }
}
