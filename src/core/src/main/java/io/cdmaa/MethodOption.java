package io.cdmaa;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One part of a method as text: a row of the table in {@link MethodSyntax}.
 *
 * @param <T> type of the part's value
 */
public final class MethodOption<T> {
  /**
   * One allowed way to write a value.
   *
   * @param name what is written; empty if the value is a number
   * @param placeholder for what is written behind a colon, or for the number; empty if nothing is
   * @param description what it means; empty if the value is a number
   */
  public record Choice(String name, String placeholder, String description) {
    /** As it is written, e.g. {@code single:N}. */
    public String syntax() {
      return name.isEmpty() || placeholder.isEmpty()
          ? name + placeholder
          : name + ":" + placeholder;
    }
  }

  /**
   * A choice and what it means.
   *
   * @param choice what is written
   * @param examples values that it can be written with, in full
   * @param read makes a value of what stands behind the colon; its first argument is the option's
   *     key, for messages
   * @param write what stands behind the colon for a value; nothing if this is not its choice
   */
  record Form<T>(
      Choice choice,
      List<String> examples,
      BiFunction<String, String, T> read,
      Function<T, Optional<String>> write) {}

  private final String key;
  private final List<String> aliases;
  private final String description;
  private final Function<Method, T> get;
  private final BiFunction<Method, T, Method> set;
  private final List<Form<T>> forms;

  private MethodOption(
      String key,
      List<String> aliases,
      String description,
      Function<Method, T> get,
      BiFunction<Method, T, Method> set,
      List<Form<T>> forms) {
    this.key = key;
    this.aliases = aliases;
    this.description = description;
    this.get = get;
    this.set = set;
    this.forms = forms;
  }

  /**
   * A row of the table.
   *
   * @param get the value in a method; where the method has no such part, its usual one
   * @param set the method with another value; where it has no such part, the same method
   */
  @SafeVarargs
  static <T> MethodOption<T> of(
      String key,
      String description,
      Function<Method, T> get,
      BiFunction<Method, T, Method> set,
      Form<? extends T>... forms) {
    List<Form<T>> all = new ArrayList<>();
    for (Form<? extends T> form : forms) {
      @SuppressWarnings("unchecked") // a form writes only what it reads, and nothing for the rest
      Form<T> one = (Form<T>) form;
      all.add(one);
    }
    return new MethodOption<>(key, List.of(), description, get, set, List.copyOf(all));
  }

  MethodOption<T> orNamed(String alias) {
    return new MethodOption<>(key, List.of(alias), description, get, set, forms);
  }

  /** The name of the option. */
  public String key() {
    return key;
  }

  /** Other names that are understood too. */
  public List<String> aliases() {
    return aliases;
  }

  /** What it decides. */
  public String description() {
    return description;
  }

  /** The allowed ways to write a value. */
  public List<Choice> choices() {
    return forms.stream().map(Form::choice).toList();
  }

  /** The names that values begin with, for completion; none if the value is a number. */
  public List<String> names() {
    return forms.stream()
        .map(form -> form.choice().name())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** At least two values in full, among them every one that needs no number or name. */
  public List<String> examples() {
    return forms.stream().flatMap(form -> form.examples().stream()).toList();
  }

  /** The value in a method, in the one way that it is written. */
  public String print(Method method) {
    return text(get.apply(method));
  }

  /** The one way to write a value. */
  String text(T value) {
    for (Form<T> form : forms) {
      Optional<String> argument = form.write().apply(value);
      if (argument.isPresent()) {
        String name = form.choice().name();
        return name.isEmpty() || argument.get().isEmpty()
            ? name + argument.get()
            : name + ":" + argument.get();
      }
    }
    throw new IllegalStateException(key + " has no way to write " + value);
  }

  /**
   * The method with another value.
   *
   * @throws CdmaaException if the text is no value; the message names the nearest one and all
   *     others
   */
  public Method with(Method method, String text) {
    return set.apply(method, value(text));
  }

  /** Whether a method depends on this option, so that some value of it would make another one. */
  public boolean hasEffectOn(Method method) {
    return examples().stream().anyMatch(example -> !with(method, example).equals(method));
  }

  /** The value that a text stands for. */
  T value(String text) {
    if (forms.get(0).choice().name().isEmpty()) {
      return forms.get(0).read().apply(key, normal(text));
    }
    int colon = text.indexOf(':');
    String name = normal(colon < 0 ? text : text.substring(0, colon));
    String argument =
        colon < 0 || text.substring(colon + 1).isBlank() ? "" : text.substring(colon + 1);
    for (Form<T> form : forms) {
      if (form.choice().name().equals(name)
          && form.choice().placeholder().isEmpty() == argument.isEmpty()) {
        return form.read().apply(key, argument);
      }
    }
    Set<String> names = new LinkedHashSet<>();
    forms.forEach(form -> names.add(form.choice().name()));
    throw new CdmaaException(
        ErrorReason.SETTING,
        "'"
            + text
            + "' is not a value of "
            + key
            + (names.contains(name)
                ? "."
                : "; did you mean '" + Suggestions.nearest(name, names) + "'?")
            + " It may be "
            + choices().stream().map(Choice::syntax).collect(Collectors.joining(", ")));
  }

  /** A name as it is compared: without blanks, in small letters, with hyphens. */
  static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("\\s", "");
  }
}
