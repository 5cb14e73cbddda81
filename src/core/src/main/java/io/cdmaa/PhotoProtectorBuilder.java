package io.cdmaa;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.protection.Concurrency;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Describes a {@link PhotoProtector}. Without further words it is the command line's: {@link
 * Defaults}, the processor with one thread per core, one photo at a time. Ranges are checked by
 * {@link #build}. Not for use by several threads at once.
 */
public final class PhotoProtectorBuilder {
  private final List<Path> models = new ArrayList<>();
  private final List<Manifest> inMemory = new ArrayList<>();
  private Strength strength = Defaults.STRENGTH;
  private OptionalDouble epsilon = OptionalDouble.empty();
  private OptionalDouble stepSize = OptionalDouble.empty();
  private OptionalInt iterations = OptionalInt.empty();
  private AttackSettings settings = AttackSettings.defaults();
  private Method method = Defaults.METHOD;
  private CropChoice crop = CropChoice.CENTRE;
  private Optional<Path> mask = Optional.empty();
  private RuntimeSettings runtime = RuntimeSettings.cpu();
  private Optional<String> arithmetic = Optional.empty();
  private int lanes = 1;
  private Optional<MemoryBudget> memory = Optional.empty();
  private Optional<GraphCache> cache = Optional.empty();
  private List<Transform> after = List.of();
  private Consumer<? super ProtectionEvent> listener = event -> {};

  PhotoProtectorBuilder() {}

  /** Adds generators: ONNX files, manifests (YAML) or folders of them. */
  public PhotoProtectorBuilder models(Path... paths) {
    models.addAll(Arrays.asList(paths));
    return this;
  }

  /**
   * Adds a generator that is in memory and needs no manifest.
   *
   * @param name what verdicts call it
   * @param onnx the content of an ONNX file that keeps its weights inside; copied
   */
  public PhotoProtectorBuilder model(String name, byte[] onnx) {
    inMemory.add(Manifest.inMemory(name, onnx));
    return this;
  }

  /**
   * Adds a generator that is in memory.
   *
   * @param name what messages call it
   * @param onnx the content of an ONNX file that keeps its weights inside; copied
   * @param manifest the text of its manifest (YAML), which names no other file
   * @throws CdmaaException if the manifest is wrong
   */
  public PhotoProtectorBuilder model(String name, byte[] onnx, String manifest) {
    inMemory.add(Manifest.inMemory(name, onnx, manifest));
    return this;
  }

  /** Sets budget, step size and number of steps together; those set one by one win. */
  public PhotoProtectorBuilder strength(Strength preset) {
    strength = Objects.requireNonNull(preset, "strength");
    return this;
  }

  /**
   * Sets the largest change of any value on [-1, 1].
   *
   * @param largest above 0, at most 2; 0.05 is 6 levels of 255
   */
  public PhotoProtectorBuilder epsilon(double largest) {
    epsilon = OptionalDouble.of(largest);
    return this;
  }

  /** Sets the length of one step on [-1, 1], above 0. */
  public PhotoProtectorBuilder stepSize(double length) {
    stepSize = OptionalDouble.of(length);
    return this;
  }

  /** Sets the number of steps, 1 to 1,000,000. */
  public PhotoProtectorBuilder iterations(int steps) {
    iterations = OptionalInt.of(steps);
    return this;
  }

  /** Sets the seed of all that is random; the same seed gives the same photo. Default 0. */
  public PhotoProtectorBuilder seed(long seed) {
    settings = settings.withSeed(seed);
    return this;
  }

  /**
   * Sets the mean squared change of a fake, on [-1, 1], from which on it counts as broken.
   *
   * @param loss above 0; default 0.05
   * @throws CdmaaException if it is not
   */
  public PhotoProtectorBuilder threshold(double loss) {
    settings = settings.withThreshold(loss);
    return this;
  }

  /** Sets whether a search ends once every fake is broken. Default false. */
  public PhotoProtectorBuilder earlyStop(boolean stop) {
    settings = settings.withEarlyStop(stop);
    return this;
  }

  /** Sets the method. Default {@link Defaults#METHOD}. */
  public PhotoProtectorBuilder method(Method chosen) {
    method = Objects.requireNonNull(chosen, "method");
    return this;
  }

  /**
   * Sets the method.
   *
   * @param text {@code threshold} (default), {@code cdmaa} or {@code uniform}, and after it
   *     optionally parts that differ, for instance {@code "cdmaa attack=pgd restarts=2"}
   * @throws CdmaaException if there is no such method
   */
  public PhotoProtectorBuilder method(String text) {
    return method(MethodSyntax.parse(text));
  }

  /**
   * Sets what the generators see of a photo.
   *
   * @param text {@code centre} (default: the largest square in the middle), {@code whole} or {@code
   *     x,y,w,h} in pixels
   * @throws CdmaaException if it is none of these
   */
  public PhotoProtectorBuilder crop(String text) {
    crop = new CropChoice(text);
    return this;
  }

  /** Sets the picture of weights of a weighted loss, of the photos' size. */
  public PhotoProtectorBuilder mask(Path picture) {
    mask = Optional.of(picture);
    return this;
  }

  /** Sets where generators run. Default {@link Device#CPU}. */
  public PhotoProtectorBuilder device(Device device) {
    runtime = new RuntimeSettings(device, runtime.threads(), runtime.tuning(), runtime.precision());
    return this;
  }

  /** Sets what the search computes in; the verdict is always in float32. Default float32. */
  public PhotoProtectorBuilder precision(Precision precision) {
    runtime = runtime.withPrecision(precision);
    return this;
  }

  /**
   * Sets the threads of all lanes together.
   *
   * @param number 0 (default) for one per core
   * @throws CdmaaException if it is negative
   */
  public PhotoProtectorBuilder threads(int number) {
    runtime = runtime.withThreads(number);
    return this;
  }

  /**
   * Sets what gradients are combined with.
   *
   * @param name {@code nd4j} (plain Java where it is not on the class path), {@code plain}, {@code
   *     vector} or {@code fastest}; by default what suits the device
   * @throws CdmaaException by {@link #build} if there is none of this name here
   */
  public PhotoProtectorBuilder arithmetic(String name) {
    arithmetic = Optional.of(name);
    return this;
  }

  /**
   * Sets how many photos are worked on at the same time, each with sessions of its own and its
   * share of the threads. Needs as many times the memory.
   *
   * @param number 1 (default) to 64
   */
  public PhotoProtectorBuilder lanes(int number) {
    lanes = ProtectorParts.lanes(number);
    return this;
  }

  /**
   * Sets how much memory the process may use: fewer lanes, plain algorithms and fewer conditions at
   * a time are chosen where that is needed. Without it there is no limit.
   *
   * @param bytes above 0
   */
  public PhotoProtectorBuilder memoryBudget(long bytes) {
    memory = Optional.of(ProtectorParts.budget(bytes));
    return this;
  }

  /** Sets where derived graphs are kept. Default: the user's cache folder. */
  public PhotoProtectorBuilder cache(Path folder) {
    cache = Optional.of(GraphCache.in(folder, GraphCache.DEFAULT_BYTES));
    return this;
  }

  /** Keeps no derived graphs on disk, so that every start derives them again. */
  public PhotoProtectorBuilder withoutCache() {
    cache = Optional.of(GraphCache.off());
    return this;
  }

  /**
   * Sets who is told what happens to photos.
   *
   * @param events called on the threads that protect; what it throws ends the photo or batch
   */
  public PhotoProtectorBuilder listener(Consumer<? super ProtectionEvent> events) {
    listener = Objects.requireNonNull(events, "listener");
    return this;
  }

  /**
   * Evaluates each photo after transforms too, by real codecs and image operators; see {@link
   * Verdict#after}. None by default.
   */
  public PhotoProtectorBuilder after(Transform... transforms) {
    after = List.of(transforms);
    return this;
  }

  /**
   * Loads the generators.
   *
   * @throws CdmaaException if no model is named, one cannot be used, a setting is out of range, or
   *     the generators do not fit into the memory budget
   */
  public PhotoProtector build() {
    return setup().protector();
  }

  /**
   * Protects photos into a folder, as PNG files with a record beside each; those whose record says
   * that nothing would change are skipped. One that fails does not affect the others; the listener
   * is told of each. All models have to be named by path.
   *
   * @param photos files, and folders whose photos are meant, without subfolders
   * @param folder created if missing; other files in it are never replaced
   * @param token ends the batch
   * @throws CdmaaException as {@link #build} does, and if there is no photo
   */
  public BatchSummary protectAll(List<Path> photos, Path folder, CancellationToken token) {
    return setup().protectAll(List.copyOf(photos), folder, token);
  }

  private ProtectorParts setup() {
    List<Manifest> manifests =
        Stream.concat(ModelLocator.find(models).stream(), inMemory.stream()).toList();
    SessionFactory sessions = new SessionFactory(runtime, cache.orElseGet(GraphCache::ofUser));
    return ProtectorParts.of(
        manifests, sessions, plan(), arithmetic, new Concurrency(lanes, false), memory, listener);
  }

  ProtectionPlan plan() {
    return ProtectionPlan.of(
            settings
                .withEpsilon(epsilon.orElse(strength.epsilon()))
                .withStepSize(stepSize.orElse(strength.stepSize()))
                .withIterations(iterations.orElse(strength.iterations())),
            method,
            crop,
            mask)
        .withAfter(after);
  }
}
