package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.GraphProto;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The attributes of a node, immutable and ordered by name. Values are {@code Long}, {@code Float},
 * {@code String}, {@code long[]}, {@code float[]}, {@code String[]}, {@link TensorData} or, for
 * control flow only, {@code GraphProto}.
 */
public final class Attributes {
  private static final Attributes NONE = new Attributes(new TreeMap<>());

  private final Map<String, Object> values;

  private Attributes(Map<String, Object> sorted) {
    this.values = Collections.unmodifiableMap(sorted);
  }

  /** Returns attributes without any entry. */
  public static Attributes none() {
    return NONE;
  }

  /** Returns attributes from alternating names and values. */
  public static Attributes of(Object... namesAndValues) {
    TreeMap<String, Object> map = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], normalise(namesAndValues[i + 1]));
    }
    return new Attributes(map);
  }

  /** Returns a copy in which one attribute has the given value. */
  public Attributes with(String name, Object value) {
    TreeMap<String, Object> map = new TreeMap<>(values);
    map.put(name, normalise(value));
    return new Attributes(map);
  }

  /** Returns a copy without the given names. */
  public Attributes without(String... names) {
    TreeMap<String, Object> map = new TreeMap<>(values);
    Arrays.asList(names).forEach(map::remove);
    return new Attributes(map);
  }

  private static Object normalise(Object value) {
    if (value instanceof Integer i) {
      return (long) i;
    }
    if (value instanceof Double d) {
      return d.floatValue();
    }
    if (value instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    }
    return value;
  }

  /** Returns all names and values. */
  public Map<String, Object> asMap() {
    return values;
  }

  /** Returns whether the attribute is present. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns an integer attribute, or the operator's default. */
  public long integer(String name, long byDefault) {
    return get(name, Long.class).orElse(byDefault);
  }

  /** Returns a float attribute, or the operator's default. */
  public double real(String name, double byDefault) {
    return get(name, Float.class).map(Float::doubleValue).orElse(byDefault);
  }

  /** Returns a string attribute, or the operator's default. */
  public String string(String name, String byDefault) {
    return get(name, String.class).orElse(byDefault);
  }

  /** Returns an integer list attribute. */
  public Optional<long[]> integers(String name) {
    return get(name, long[].class).map(long[]::clone);
  }

  /** Returns an integer list attribute, or the operator's default. */
  public long[] integers(String name, long... byDefault) {
    return integers(name).orElse(byDefault);
  }

  /** Returns a float list attribute. */
  public Optional<float[]> reals(String name) {
    return get(name, float[].class).map(float[]::clone);
  }

  /** Returns a tensor attribute. */
  public Optional<TensorData> tensor(String name) {
    return get(name, TensorData.class);
  }

  private <T> Optional<T> get(String name, Class<T> kind) {
    Object value = values.get(name);
    if (value != null && !kind.isInstance(value)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The attribute '"
              + name
              + "' is no "
              + kind.getSimpleName()
              + " as its operator demands; the model file is damaged or of an unknown version,"
              + " export it again");
    }
    return Optional.ofNullable(value).map(kind::cast);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && key().equals(that.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  /** Returns a string that is equal for equal attributes. */
  String key() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + text(e.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String text(Object value) {
    if (value instanceof long[] list) {
      return Arrays.toString(list);
    }
    if (value instanceof float[] list) {
      return Arrays.toString(list);
    }
    if (value instanceof String[] list) {
      return Arrays.toString(list);
    }
    if (value instanceof TensorData tensor) {
      return tensor.type() + Arrays.toString(tensor.raw().toByteArray());
    }
    if (value instanceof GraphProto) {
      return "graph@" + System.identityHashCode(value);
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return "{" + key() + "}";
  }
}
