package io.cdmaa.reference;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A family of operators by name. */
final class Table {
  private final Map<String, Operator> operators = new TreeMap<>();

  /** Adds an operator with one output. */
  Table one(String name, Function<Call, Tensor64> operator) {
    return several(name, call -> List.of(operator.apply(call)));
  }

  /** Adds an operator with any number of outputs. */
  Table several(String name, Operator operator) {
    if (operators.put(name, operator) != null) {
      throw new IllegalStateException(name + " is listed twice");
    }
    return this;
  }

  /** Adds another family. */
  Table all(Table family) {
    family.operators.forEach(this::several);
    return this;
  }

  Map<String, Operator> asMap() {
    return Collections.unmodifiableMap(operators);
  }
}
