package io.cdmaa;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What applies to one photo and differs from the settings of its {@link PhotoProtector}. Immutable;
 * start with {@link #DEFAULT}.
 *
 * @param name the photo's name in events and messages
 * @param face the known attributes of the face
 * @param strength replaces the protector's budget, step size and number of steps, if present
 * @param iterations number of steps, 1 to 1,000,000; takes precedence over the strength
 * @param crop the region that the generators process, as for {@link PhotoProtectorBuilder#crop}
 * @param generators names of the generators to protect against; empty for all
 * @param keepFakes whether the result keeps the fakes; see {@link ProtectedPhoto#fakes}
 * @param listener receives the events of this photo, besides the protector's listener, on the
 *     thread that protects it; an exception that it throws ends the photo
 */
public record PhotoOptions(
    String name,
    Face face,
    Optional<Strength> strength,
    OptionalInt iterations,
    Optional<String> crop,
    List<String> generators,
    boolean keepFakes,
    Consumer<? super ProtectionEvent> listener) {
  /** The protector's settings, and a face with no known attributes. */
  public static final PhotoOptions DEFAULT =
      new PhotoOptions(
          "image",
          Face.UNKNOWN,
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          List.of(),
          false,
          event -> {});

  /** Copies the list. */
  public PhotoOptions {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(face, "face");
    Objects.requireNonNull(listener, "listener");
    generators = List.copyOf(generators);
  }

  /** Returns a copy with the given name of the photo. */
  public PhotoOptions withName(String given) {
    return new PhotoOptions(
        given, face, strength, iterations, crop, generators, keepFakes, listener);
  }

  /** Returns a copy with the given attributes of the face. */
  public PhotoOptions withFace(Face known) {
    return new PhotoOptions(
        name, known, strength, iterations, crop, generators, keepFakes, listener);
  }

  /** Returns a copy with the given budget, step size and number of steps. */
  public PhotoOptions withStrength(Strength preset) {
    return new PhotoOptions(
        name, face, Optional.of(preset), iterations, crop, generators, keepFakes, listener);
  }

  /** Returns a copy with the given number of steps. */
  public PhotoOptions withIterations(int steps) {
    return new PhotoOptions(
        name, face, strength, OptionalInt.of(steps), crop, generators, keepFakes, listener);
  }

  /** Returns a copy with the given region. */
  public PhotoOptions withCrop(String text) {
    return new PhotoOptions(
        name, face, strength, iterations, Optional.of(text), generators, keepFakes, listener);
  }

  /** Returns a copy for the given generators; empty for all. */
  public PhotoOptions withGenerators(List<String> names) {
    return new PhotoOptions(name, face, strength, iterations, crop, names, keepFakes, listener);
  }

  /** Returns a copy that keeps the fakes, or does not. */
  public PhotoOptions withFakes(boolean keep) {
    return new PhotoOptions(name, face, strength, iterations, crop, generators, keep, listener);
  }

  /** Returns a copy with the given listener. */
  public PhotoOptions withListener(Consumer<? super ProtectionEvent> events) {
    return new PhotoOptions(name, face, strength, iterations, crop, generators, keepFakes, events);
  }
}
