package io.cdmaa;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.generator.Generator;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoSize;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.SessionPool;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Protects photos against a group of generators: adds a perturbation that is hard to see and that
 * ruins the fakes that any of the generators makes from the photo.
 *
 * <pre>{@code
 * try (PhotoProtector protector = PhotoProtector.builder().models(Path.of("onnx")).build()) {
 *   ProtectedPhoto result = protector.protect(image);
 *   ImageIO.write(result.image(), "png", new File("protected.png"));
 * }
 * }</pre>
 *
 * <p>Thread-safe. A protector works on as many photos at a time as it has lanes ({@link
 * PhotoProtectorBuilder#lanes}); further threads wait for a free lane. The result for a photo does
 * not depend on what else is being protected. A lane opens its sessions with its first photo, which
 * takes seconds, and keeps them while photos have the same size.
 *
 * <p>A photo is a file (JPEG, PNG, BMP, TIFF, WebP), its bytes, or an image. Bit depth (8 or 16),
 * grey or colour, transparency and ICC profile are preserved. The EXIF orientation of a file is
 * applied to the pixels.
 *
 * <p>Every {@code protect} method throws {@link CdmaaException} if the photo cannot be read,
 * protected or written (the message names the cause and the remedy), {@link
 * java.util.concurrent.CancellationException} if its token was cancelled or its thread interrupted,
 * and {@link IllegalStateException} once the protector is closed.
 */
public final class PhotoProtector implements AutoCloseable {
  private final SessionPool pool;
  private final ProtectionPlan plan;
  private final List<Generator> generators;
  private final Consumer<? super ProtectionEvent> listener;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);

  PhotoProtector(
      SessionPool pool,
      ProtectionPlan plan,
      List<Generator> generators,
      Consumer<? super ProtectionEvent> listener) {
    this.pool = pool;
    this.plan = plan;
    this.generators = List.copyOf(generators);
    this.listener = listener;
  }

  /** Returns a new builder; only the models are required. */
  public static PhotoProtectorBuilder builder() {
    return new PhotoProtectorBuilder();
  }

  /** Returns the names of the generators, in order. */
  public List<String> generators() {
    return generators.stream().map(Generator::name).toList();
  }

  /** Returns the names of each generator's domains, both in order. */
  public Map<String, List<String>> domains() {
    Map<String, List<String>> domains = new LinkedHashMap<>();
    for (Generator generator : generators) {
      domains.put(generator.name(), generator.domains().stream().map(d -> d.name()).toList());
    }
    return Collections.unmodifiableMap(domains);
  }

  /** Returns the preset that the settings agree with; empty if they agree with none. */
  public Optional<Strength> strength() {
    AttackSettings settings = plan.settings();
    BudgetShape.Form form = settings.shape().form();
    return Arrays.stream(Strength.values())
        .filter(s -> s.epsilon(form) == settings.budget().epsilon())
        .filter(s -> s.stepSize(form) == settings.stepSize())
        .filter(s -> s.iterations() == settings.iterations())
        .findFirst();
  }

  /** Returns the most levels of 255 by which a value can change with a preset. */
  public int levels(Strength preset) {
    BudgetShape.Form form = plan.settings().shape().form();
    return (int) Math.floor(BudgetShape.most(form, preset.epsilon(form)) * 127.5 + 1e-9);
  }

  /** Returns how many photos are processed at the same time. */
  public int lanes() {
    return pool.lanes();
  }

  /**
   * Checks options before a photo is protected with them.
   *
   * @param options the options of the photo
   * @param photo what its header says
   * @throws CdmaaException if there is no such generator or attribute, a value is out of range, or
   *     the crop extends beyond the photo
   */
  public void check(PhotoOptions options, PhotoInfo photo) {
    PhotoJob.of(options, plan, generators, listener).requireFits(photo);
  }

  /**
   * Checks options and all of a photo before it is protected, at the cost of decoding it, and finds
   * its faces if the crop depends on them.
   *
   * @param file the content of a photo file
   * @param options the options of the photo
   * @return the region that would be protected: one or more {@code x,y,w,h} joined by {@code +}, as
   *     {@link PhotoOptions#withCrop} takes them
   * @throws CdmaaException if the photo cannot be read, an option is invalid, the crop extends
   *     beyond the photo, or it asks for a face and none is found
   */
  public String region(byte[] file, PhotoOptions options) {
    Path name = Path.of(options.name());
    CropChoice crop = PhotoJob.of(options, plan, generators, listener).plan().crop();
    if (crop.isOfFaces()) {
      return CropChoice.of(crop.in(reader.read(file, name)).crops()).text();
    }
    PhotoSize size = reader.size(file, name);
    String region = CropChoice.of(crop.rectangles(size.width(), size.height())).text();
    reader.check(file, name);
    return region;
  }

  /** Protects an image of a face with no known attributes. */
  public ProtectedPhoto protect(BufferedImage image) {
    return protect(image, Face.UNKNOWN, new CancellationToken());
  }

  /**
   * Protects an image.
   *
   * @param image not modified
   * @param face the known attributes of the face
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(BufferedImage image, Face face, CancellationToken token) {
    return protect(image, PhotoOptions.DEFAULT.withFace(face), token);
  }

  /**
   * Protects an image with options of its own.
   *
   * @param image not modified
   * @param options what differs from the settings of this protector
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(
      BufferedImage image, PhotoOptions options, CancellationToken token) {
    Objects.requireNonNull(image, "image");
    return protect(() -> PhotoImages.toPhoto(image), options, token, new Destination.Memory());
  }

  /** Protects the content of a photo file, showing a face with no known attributes. */
  public ProtectedPhoto protect(byte[] file) {
    return protect(file, Face.UNKNOWN, new CancellationToken());
  }

  /**
   * Protects the content of a photo file.
   *
   * @param file not modified
   * @param face the known attributes of the face
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(byte[] file, Face face, CancellationToken token) {
    return protect(file, PhotoOptions.DEFAULT.withFace(face), token);
  }

  /**
   * Protects the content of a photo file with options of its own.
   *
   * @param file not modified
   * @param options what differs from the settings of this protector
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(byte[] file, PhotoOptions options, CancellationToken token) {
    Objects.requireNonNull(file, "file");
    boolean unnamed = options.name().equals(PhotoOptions.DEFAULT.name());
    Path name = Path.of(unnamed ? "in memory" : options.name());
    return protect(() -> reader.read(file, name), options, token, new Destination.Memory());
  }

  /**
   * Protects the photo in a file, showing a face with no known attributes; the file is not
   * modified.
   */
  public ProtectedPhoto protect(Path file) {
    return protect(file, Face.UNKNOWN, new CancellationToken());
  }

  /**
   * Protects the photo in a file, which is not modified.
   *
   * @param face the known attributes of the face
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(Path file, Face face, CancellationToken token) {
    return protect(() -> reader.read(file), named(file, face), token, new Destination.Memory());
  }

  /** Protects the photo in a file into another file; the face has no known attributes. */
  public ProtectedPhoto protect(Path from, Path to) {
    return protect(from, to, Face.UNKNOWN, new CancellationToken());
  }

  /**
   * Protects the photo in a file into another file. The verdict is taken on that file, decoded
   * again, so it includes the loss of a lossy format, which the search takes into account.
   *
   * @param from not modified
   * @param to its extension determines the format; an existing file is replaced. After a failure no
   *     new file is left
   * @param face the known attributes of the face
   * @param token cancels the search between two iterations
   */
  public ProtectedPhoto protect(Path from, Path to, Face face, CancellationToken token) {
    requireDifferent(from, to);
    return protect(
        () -> reader.read(from),
        named(from, face),
        token,
        new Destination.File(to, OutputFormat.of(to)));
  }

  private static PhotoOptions named(Path file, Face face) {
    Path name = file.getFileName();
    return PhotoOptions.DEFAULT
        .withFace(face)
        .withName(name == null ? file.toString() : name.toString());
  }

  private static void requireDifferent(Path from, Path to) {
    try {
      if (Files.exists(to) && Files.isSameFile(from, to)) {
        throw new CdmaaException(
            ErrorReason.OUTPUT_IS_INPUT,
            "The output " + to + " is the photo itself, which is never overwritten; name another");
      }
    } catch (IOException e) {
      throw Causes.unreadable("The photo", from, e);
    }
  }

  private ProtectedPhoto protect(
      Supplier<Photo> photo,
      PhotoOptions options,
      CancellationToken token,
      Destination destination) {
    return run(
        options,
        token,
        (job, lane) -> job.run(lane, photo.get(), destination, token, PhotoJob.Recording.NONE));
  }

  /** Runs the job of a photo with a lane of its own. */
  <T> T run(
      PhotoOptions options,
      CancellationToken token,
      BiFunction<PhotoJob, PhotoProtection, T> work) {
    PhotoJob job = PhotoJob.of(options, plan, generators, listener);
    return pool.with(token, lane -> work.apply(job, lane));
  }

  /**
   * Rejects further photos, waits for those in progress and releases the sessions. Must not be
   * called by a listener. Closing twice has no further effect.
   */
  @Override
  public void close() {
    pool.close();
  }
}
