package io.cdmaa;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.generator.Manifest;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.transform.Transform;
import io.cdmaa.universal.PerturbationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link PhotoProtector}. The defaults are those of the command line: {@link Defaults},
 * the CPU with one thread per core, one photo at a time. Ranges are checked by {@link #build}
 * unless a method says otherwise. Not thread-safe.
 */
public final class PhotoProtectorBuilder {
  private final ModelSources models = new ModelSources();
  private final Machine machine = new Machine();
  private Steps steps = Steps.of(Defaults.STRENGTH);
  private AttackSettings settings = AttackSettings.defaults();
  private Method method = Defaults.METHOD;
  private CropChoice crop = CropChoice.DEFAULT;
  private Optional<Path> mask = Optional.empty();
  private UnaryOperator<ProtectionPlan> after = plan -> plan;
  private Consumer<? super ProtectionEvent> listener = event -> {};

  PhotoProtectorBuilder() {}

  /** Adds generators: ONNX files, manifests (YAML) or folders of them. */
  public PhotoProtectorBuilder models(Path... paths) {
    models.add(paths);
    return this;
  }

  /**
   * Adds an in-memory generator that needs no manifest.
   *
   * @param name its name in verdicts
   * @param onnx the content of an ONNX file without external data; copied
   */
  public PhotoProtectorBuilder model(String name, byte[] onnx) {
    models.add(Manifest.inMemory(name, onnx));
    return this;
  }

  /**
   * Adds an in-memory generator.
   *
   * @param name its name in messages
   * @param onnx the content of an ONNX file without external data; copied
   * @param manifest the text of its manifest (YAML), which refers to no other file
   * @throws CdmaaException if the manifest is invalid
   */
  public PhotoProtectorBuilder model(String name, byte[] onnx, String manifest) {
    models.add(Manifest.inMemory(name, onnx, manifest));
    return this;
  }

  /** Estimates the gradients of these generators, by name or file name or {@code all}. */
  public PhotoProtectorBuilder queryOnly(String... names) {
    models.queryOnly(names);
    return this;
  }

  /** Leaves out models that cannot be attacked, and tells {@code problems} why. */
  public PhotoProtectorBuilder skipBadModels(Consumer<? super CdmaaException> problems) {
    models.skipBad(problems);
    return this;
  }

  /** Sets budget, step size and number of steps together; individual values take precedence. */
  public PhotoProtectorBuilder strength(Strength preset) {
    steps = steps.withStrength(Objects.requireNonNull(preset, "strength"));
    return this;
  }

  /** Sets the largest change of any value on [-1, 1], above 0, at most 2; 0.05 is 6 levels. */
  public PhotoProtectorBuilder epsilon(double largest) {
    steps = steps.withEpsilon(largest);
    return this;
  }

  /** Sets the step size on [-1, 1], above 0; by default longer if the steps are few. */
  public PhotoProtectorBuilder stepSize(double length) {
    steps = steps.withStepSize(length);
    return this;
  }

  /** Sets the number of steps, 1 to 1,000,000, or 0 with a warm start. */
  public PhotoProtectorBuilder iterations(int number) {
    steps = steps.withIterations(number);
    return this;
  }

  /** Sets the random seed; the same seed gives the same photo. Default 0. */
  public PhotoProtectorBuilder seed(long seed) {
    settings = settings.withSeed(seed);
    return this;
  }

  /**
   * Sets the mean squared change of a fake, on [-1, 1], above 0, from which it counts as broken.
   *
   * @throws CdmaaException if it is out of range
   */
  public PhotoProtectorBuilder threshold(double loss) {
    settings = settings.withThreshold(loss);
    return this;
  }

  /** Sets whether the search ends as soon as every fake is broken. Default false. */
  public PhotoProtectorBuilder earlyStop(boolean stop) {
    settings = settings.withEarlyStop(stop);
    return this;
  }

  /**
   * Starts searches from a universal perturbation that {@code cdmaa learn} wrote for these models
   * and this budget. A few iterations are then enough, or none.
   *
   * @throws CdmaaException if the file cannot be read or is none
   */
  public PhotoProtectorBuilder warmStart(Path file) {
    settings = settings.withWarmStart(PerturbationFile.read(file).warmStart());
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
   * @param text {@code threshold} (default), {@code cdmaa} or {@code uniform}, optionally followed
   *     by changes, for instance {@code "cdmaa attack=pgd restarts=2"}
   * @throws CdmaaException if there is no such method
   */
  public PhotoProtectorBuilder method(String text) {
    return method(MethodSyntax.parse(text));
  }

  /**
   * Sets the region of a photo that the generators process.
   *
   * @param text {@code auto} (default: faces if any are found, else centre), {@code face} (around
   *     the largest face), {@code faces} (around each in turn), {@code centre} (the largest centred
   *     square), {@code whole}, or {@code x,y,w,h} in pixels, several of them joined by {@code +}
   * @throws CdmaaException if it is none of these
   */
  public PhotoProtectorBuilder crop(String text) {
    crop = new CropChoice(text, crop.detector());
    return this;
  }

  /** Sets the mask of a weighted loss, an image of the same size as the photos. */
  public PhotoProtectorBuilder mask(Path picture) {
    mask = Optional.of(picture);
    return this;
  }

  /** Sets the ONNX model that finds faces; OPTIONS.md says what it reads and returns. */
  public PhotoProtectorBuilder detector(Path model) {
    crop = crop.with(Optional.of(model));
    return this;
  }

  /** Sets the device that generators run on. Default {@link Device#CPU}. */
  public PhotoProtectorBuilder device(Device device) {
    machine.device(device);
    return this;
  }

  /** Sets the precision of the search; the verdict always uses float32. Default float32. */
  public PhotoProtectorBuilder precision(Precision precision) {
    machine.precision(precision);
    return this;
  }

  /** Sets how the algorithms of convolutions are chosen. Default {@link Tuning#OFF}. */
  public PhotoProtectorBuilder tuning(Tuning tuning) {
    machine.tuning(tuning);
    return this;
  }

  /**
   * Sets the total number of threads of all lanes; 0 (default) for one per core.
   *
   * @throws CdmaaException if it is negative
   */
  public PhotoProtectorBuilder threads(int number) {
    machine.threads(number);
    return this;
  }

  /**
   * Sets the arithmetic that aggregates gradients.
   *
   * @param name {@code nd4j} (plain Java if it is not on the class path), {@code plain}, {@code
   *     vector} or {@code fastest}; the default depends on the device
   */
  public PhotoProtectorBuilder arithmetic(String name) {
    machine.arithmetic(name);
    return this;
  }

  /** Sets how many photos, 1 (default) to 64, are processed at a time, each in its own memory. */
  public PhotoProtectorBuilder lanes(int number) {
    machine.lanes(number);
    return this;
  }

  /**
   * Limits the memory of the process to a number of bytes: where necessary, fewer lanes, plain
   * algorithms and fewer conditions at a time are used. Unlimited by default.
   */
  public PhotoProtectorBuilder memoryBudget(long bytes) {
    machine.memory(bytes);
    return this;
  }

  /** Sets the folder that caches derived graphs. Default: the user's cache folder. */
  public PhotoProtectorBuilder cache(Path folder) {
    machine.cache(folder);
    return this;
  }

  /** Disables the cache on disk, so that derived graphs are rebuilt at every start. */
  public PhotoProtectorBuilder withoutCache() {
    machine.withoutCache();
    return this;
  }

  /**
   * Sets the listener for events, called on the threads that protect photos; an exception that it
   * throws ends the photo or batch.
   */
  public PhotoProtectorBuilder listener(Consumer<? super ProtectionEvent> events) {
    listener = Objects.requireNonNull(events, "listener");
    return this;
  }

  /**
   * Evaluates each photo after these transforms as well, by real codecs; see {@link Verdict#after}.
   * Default: JPEG, WebP, resizing and blur if the method optimises for transforms, else none.
   */
  public PhotoProtectorBuilder after(Transform... transforms) {
    after = plan -> plan.withAfter(List.of(transforms));
    return this;
  }

  /** Does not run the generators on results: verdicts then say only how much a photo changed. */
  public PhotoProtectorBuilder withoutVerdict() {
    after = ProtectionPlan::withoutEvaluation;
    return this;
  }

  /**
   * Loads the generators.
   *
   * @throws CdmaaException if no model is given, one cannot be used, a setting is out of range, or
   *     the generators do not fit into the memory budget
   */
  public PhotoProtector build() {
    return setup().protector();
  }

  /**
   * Protects photos into a folder, as PNG files with a record beside each; photos whose record
   * shows that the result would be the same are skipped. A failed photo does not affect the others;
   * the listener is notified of each. All models must be given by path.
   *
   * @param photos files, and folders whose photos are used, without subfolders
   * @param folder created if missing; files of other origin in it are never replaced
   * @param token cancels the batch
   * @throws CdmaaException as {@link #build} does, and if there are no photos
   */
  public BatchSummary protectAll(List<Path> photos, Path folder, CancellationToken token) {
    return setup().protectAll(List.copyOf(photos), folder, token);
  }

  ProtectorParts setup() {
    return machine.parts(models, plan(), listener);
  }

  ProtectionPlan plan() {
    return after.apply(ProtectionPlan.of(steps.applyTo(settings, method), method, crop, mask));
  }
}
