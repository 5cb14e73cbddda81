package io.cdmaa;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionRecord;
import io.cdmaa.protection.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Protects photo files one by one, each into a file with a record beside it ({@code
 * NAME.cdmaa.json}), for programs that distribute photos themselves. Files and records are those
 * that the command line writes.
 *
 * <p>Thread-safe, with as many photos at a time as the builder has lanes. The generators are loaded
 * for the first photo that has to be searched, so that a run in which everything is done does not
 * load them.
 */
public final class FileProtector implements AutoCloseable {
  private final ProtectorParts parts;
  private final FileSettings settings;
  private final Fingerprint fingerprint;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private Optional<PhotoProtector> protector = Optional.empty();
  private boolean closed;

  private FileProtector(ProtectorParts parts, FileSettings settings) {
    this.parts = parts;
    this.settings = settings;
    fingerprint =
        Fingerprint.of(
            parts.manifests(),
            parts.planner().plan().json(),
            Computation.of(parts.planner(), parts.arithmetic()));
  }

  /**
   * Creates a protector of files.
   *
   * @param builder its models must be given by path
   * @param settings how files are written
   * @throws CdmaaException if a model is missing or given in memory, a setting is out of range, or
   *     an attack rate is required without a verdict
   */
  public static FileProtector of(PhotoProtectorBuilder builder, FileSettings settings) {
    ProtectorParts parts = builder.setup();
    parts.requireFiles();
    if (settings.required().isPresent() && !parts.planner().plan().evaluated()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "An attack rate cannot be required without a verdict; leave one of the two out");
    }
    return new FileProtector(parts.writtenAs(settings.encoding()), settings);
  }

  /** Returns the extension of the files, without a dot. */
  public String extension() {
    return settings.encoding().format().extension();
  }

  /** Returns the files from which the generators are loaded. */
  public List<Path> modelFiles() {
    return ModelInputs.of(parts.manifests());
  }

  /**
   * Returns the record of an output if protecting the photo would give the same output again, and
   * the record has the verdict that is asked for. Loads no generator.
   *
   * @param photo the original
   * @param output the protected file, with its record beside it
   * @param face the known attributes of the face
   */
  public Optional<PhotoRecord> done(Path photo, Path output, Face face) {
    return same(photo, output, face)
        .filter(record -> record.isEvaluatedAs(parts.planner().plan()))
        .map(record -> recorded(record, settings.requirement()));
  }

  /**
   * Adds the verdict that is asked for to the record of an output, if protecting the photo would
   * give the same output again.
   *
   * @return the record; empty if the photo has to be protected
   * @throws CdmaaException if the generators cannot be loaded, or a file cannot be read or written
   */
  public Optional<PhotoRecord> evaluate(
      Path photo, Path output, Face face, CancellationToken token) {
    Optional<ProtectionRecord> same = same(photo, output, face);
    if (same.isEmpty()) {
      return Optional.empty();
    }
    Verdict verdict =
        open()
            .run(
                options(photo, face),
                token,
                (job, lane) -> job.evaluate(lane, reader.read(photo), reader.read(output)));
    ProtectionRecord record = same.get().with(verdict, settings.requirement().outcome(verdict));
    record.write(output);
    return Optional.of(recorded(record, settings.requirement()));
  }

  private Optional<ProtectionRecord> same(Path photo, Path output, Face face) {
    return ProtectionRecord.read(output)
        .filter(record -> record.isDone(task(photo, output, face), fingerprint));
  }

  private static PhotoOptions options(Path photo, Face face) {
    return PhotoOptions.DEFAULT.withFace(face).withName(photo.getFileName().toString());
  }

  /** Returns whether an output does not exist or is the file that its record describes. */
  public static boolean mayReplace(Path output) {
    return !Files.exists(output) || isProtected(output);
  }

  /**
   * Returns whether a file is a protected photo, namely the one that the record beside it
   * describes.
   */
  public static boolean isProtected(Path photo) {
    return ProtectionRecord.owns(photo);
  }

  /**
   * Protects a photo. After a failure neither a new file nor a part of one is left.
   *
   * @param photo not modified
   * @param output an existing file is replaced, as is the record beside it
   * @param source what the record says of the photo's place; by convention its path relative to the
   *     folder of the output
   * @param face the known attributes of the face
   * @param token cancels the search between two iterations
   * @throws CdmaaException if the generators cannot be loaded, or the photo cannot be read,
   *     protected or written
   * @throws java.util.concurrent.CancellationException if the token was cancelled or this thread
   *     interrupted
   */
  public PhotoRecord protect(
      Path photo, Path output, String source, Face face, CancellationToken token) {
    PhotoTask task = task(photo, output, face);
    Written written = new Written();
    open()
        .run(
            options(photo, face),
            token,
            (job, lane) ->
                job.run(
                    lane,
                    reader.read(photo),
                    task.destination(),
                    token,
                    (subject, delivery, verdict) ->
                        written.write(
                            ProtectionRecord.of(
                                    settings.tool(),
                                    task,
                                    delivery.file().orElseThrow(),
                                    fingerprint,
                                    verdict,
                                    settings.requirement())
                                .withSource(source)
                                .showing(subject.region()),
                            output)));
    return recorded(written.record, settings.requirement());
  }

  /** Loads the generators, unless that is done. */
  public void load() {
    open();
  }

  /** The record that was written during a call. */
  private static final class Written {
    private ProtectionRecord record;

    void write(ProtectionRecord given, Path output) {
      given.write(output);
      record = given;
    }
  }

  private synchronized PhotoProtector open() {
    if (closed) {
      throw new IllegalStateException("closed, so no photo can be protected with it any more");
    }
    if (protector.isEmpty()) {
      protector = Optional.of(parts.protector());
    }
    return protector.get();
  }

  private PhotoTask task(Path photo, Path output, Face face) {
    SourceAttributes known = face.source();
    return new PhotoTask(photo, output, settings.encoding(), known);
  }

  private static PhotoRecord recorded(ProtectionRecord record, Requirement required) {
    return new PhotoRecord(record.text(), record.outcome(required), record.attackRate());
  }

  /** Waits for photos in progress and releases the sessions. */
  @Override
  public synchronized void close() {
    closed = true;
    protector.ifPresent(PhotoProtector::close);
  }
}
