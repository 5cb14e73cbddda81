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
   * One permitted way to write a value.
   *
   * @param name the text; empty if the value is a number
   * @param placeholder stands for the argument after a colon, or for the number; empty if there is
   *     neither
   * @param description the meaning; empty if the value is a number
   */
  public record Choice(String name, String placeholder, String description) {
    /** Returns the syntax, for instance {@code single:N}. */
    public String syntax() {
      return name.isEmpty() || placeholder.isEmpty()
          ? name + placeholder
          : name + ":" + placeholder;
    }
  }

  /**
   * A choice with its conversion from and to text.
   *
   * @param choice the permitted way to write the value
   * @param examples complete values that use it
   * @param read converts the argument after the colon to a value; its first parameter is the
   *     option's key, for error messages
   * @param write returns the argument after the colon for a value; empty if the choice does not
   *     apply to it
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
   * Returns a row of the table.
   *
   * @param get returns the part's value in a method; its default if the method has no such part
   * @param set returns the method with another value; the same method if it has no such part
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
      @SuppressWarnings("unchecked") // a form writes only what it reads, and is empty for the rest
      Form<T> one = (Form<T>) form;
      all.add(one);
    }
    return new MethodOption<>(key, List.of(), description, get, set, List.copyOf(all));
  }

  MethodOption<T> orNamed(String alias) {
    return new MethodOption<>(key, List.of(alias), description, get, set, forms);
  }

  /** Returns the key of the option. */
  public String key() {
    return key;
  }

  /** Returns the other accepted keys. */
  public List<String> aliases() {
    return aliases;
  }

  /** Returns what the option controls. */
  public String description() {
    return description;
  }

  /** Returns the permitted ways to write a value. */
  public List<Choice> choices() {
    return forms.stream().map(Form::choice).toList();
  }

  /** Returns the names that values begin with, for completion; empty if the value is a number. */
  public List<String> names() {
    return forms.stream()
        .map(form -> form.choice().name())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** Returns at least two complete values, including every value that needs no argument. */
  public List<String> examples() {
    return forms.stream().flatMap(form -> form.examples().stream()).toList();
  }

  /** Returns the value in a method, in its canonical form. */
  public String print(Method method) {
    return text(get.apply(method));
  }

  /** Returns the canonical form of a value. */
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
   * Returns a method with another value for this option.
   *
   * @throws CdmaaException if the text is not a value; the message names the nearest one and lists
   *     all
   */
  public Method with(Method method, String text) {
    return set.apply(method, value(text));
  }

  /**
   * Returns whether a method depends on this option, that is, whether any value would change it.
   */
  public boolean hasEffectOn(Method method) {
    return examples().stream().anyMatch(example -> !with(method, example).equals(method));
  }

  /** Parses a value. */
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

  /** Returns a name in the form used for comparison: no whitespace, lower case, hyphens. */
  static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("\\s", "");
  }
}
