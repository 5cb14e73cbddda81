package io.cdmaa.generator;

import java.util.Arrays;

/**
 * One condition under which a generator translates a photo.
 *
 * @param name the human-readable name, e.g. "blond hair"
 * @param condition the flattened value of the condition input; empty if there is no such input
 */
public record Domain(String name, float[] condition) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Domain that
        && name.equals(that.name)
        && Arrays.equals(condition, that.condition);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(condition);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(condition);
  }
}
