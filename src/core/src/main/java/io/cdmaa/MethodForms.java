package io.cdmaa;

import io.cdmaa.MethodOption.Choice;
import io.cdmaa.MethodOption.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The ways in which the value of a {@link MethodOption} can be written. */
final class MethodForms {
  private MethodForms() {}

  /** Returns a form for a name that stands for one value. */
  static <T> Form<T> value(String name, T value, String description) {
    return new Form<>(
        new Choice(name, "", description),
        List.of(name),
        (key, argument) -> value,
        other -> value.equals(other) ? Optional.of("") : Optional.empty());
  }

  /**
   * Returns a form for a name that stands for every value of a class, whose other parts have
   * options of their own.
   */
  static <T> Form<T> kind(String name, T first, String description) {
    return new Form<>(
        new Choice(name, "", description),
        List.of(name),
        (key, argument) -> first,
        other -> first.getClass().isInstance(other) ? Optional.of("") : Optional.empty());
  }

  /** Returns a form for a name, a colon and an argument. */
  static <T> Form<T> argument(
      String name,
      String placeholder,
      String example,
      String description,
      Class<T> type,
      BiFunction<String, String, T> read,
      Function<T, String> write) {
    return new Form<>(
        new Choice(name, placeholder, description),
        List.of(name + ":" + example),
        read,
        other ->
            type.isInstance(other) ? Optional.of(write.apply(type.cast(other))) : Optional.empty());
  }

  /** Returns a form for a whole number. */
  static Form<Long> whole() {
    return new Form<>(
        new Choice("", "N", ""),
        List.of("2", "3"),
        MethodForms::wholeNumber,
        value -> Optional.of(Long.toString(value)));
  }

  /** Returns a form for a number. */
  static Form<Double> number(String placeholder) {
    return new Form<>(
        new Choice("", placeholder, ""),
        List.of("0.25", "0.5"),
        MethodForms::number,
        value -> Optional.of(Numbers.plain(value)));
  }

  /** Returns a form for a text with its own syntax. */
  static <T> Form<T> text(
      String placeholder,
      List<String> examples,
      Function<String, T> read,
      Function<T, String> write) {
    return new Form<>(
        new Choice("", placeholder, ""),
        examples,
        (key, text) -> read.apply(text),
        value -> Optional.of(write.apply(value)));
  }

  /** Returns a form for a name, a colon and a whole number that counts from 1. */
  static <T> Form<T> numbered(
      String name,
      String description,
      Class<T> type,
      LongFunction<T> read,
      ToLongFunction<T> write) {
    return argument(
        name,
        "N",
        "2",
        description,
        type,
        (key, text) -> read.apply(wholeNumber(key, text)),
        value -> Long.toString(write.applyAsLong(value)));
  }

  /** Returns a form for a name, a colon and a number. */
  static <T> Form<T> measured(
      String name,
      String placeholder,
      String description,
      Class<T> type,
      DoubleFunction<T> read,
      ToDoubleFunction<T> write) {
    return argument(
        name,
        placeholder,
        "0.3",
        description,
        type,
        (key, text) -> read.apply(number(key, text)),
        value -> Numbers.plain(write.applyAsDouble(value)));
  }

  /** Parses comma-separated numbers. */
  static List<Double> numbers(String key, String text) {
    return Arrays.stream(text.split(",", -1)).map(part -> number(key, part)).toList();
  }

  /** The inverse of {@link #numbers}. */
  static String print(List<Double> numbers) {
    return numbers.stream().map(Numbers::plain).collect(Collectors.joining(","));
  }

  private static long wholeNumber(String key, String text) {
    double value = number(key, text);
    if (value != Math.rint(value)) {
      throw new CdmaaException(
          ErrorReason.SETTING, key + " is " + text + "; it must be a whole number");
    }
    return (long) value;
  }

  /**
   * Returns the int nearest to a long, so that the range check of a record rejects large values.
   */
  static int toInt(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private static double number(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new CdmaaException(
          ErrorReason.SETTING, key + " is '" + text + "', which is not a number", e);
    }
  }
}
