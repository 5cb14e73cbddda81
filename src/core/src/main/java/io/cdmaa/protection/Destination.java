package io.cdmaa.protection;

import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.transform.Jpeg;
import io.cdmaa.transform.Transform;
import java.nio.file.Path;
import java.util.Optional;

/** The destination of a protected photo. */
public sealed interface Destination {
  /**
   * Rejects a photo that cannot be stored without loss of information, before any work is done.
   *
   * @throws io.cdmaa.CdmaaException naming what would be lost
   */
  void requireRoomFor(Photo photo);

  /**
   * Returns the lossy encoder that a photo passes through on its way, which a search takes into
   * account; empty if the photo arrives unchanged.
   */
  Optional<Transform> encoder();

  /**
   * Prepares a photo for delivery; it is not visible at the destination yet.
   *
   * @throws io.cdmaa.CdmaaException if it cannot be delivered
   */
  Delivery prepare(Photo photo);

  /** Returns the transform that a lossy encoding applies; empty for a lossless one. */
  static Optional<Transform> encoder(Encoding encoding) {
    return encoding.format().lossy()
        ? Optional.of(new Jpeg(encoding.quality(), Jpeg.Sampling.FULL))
        : Optional.empty();
  }

  /**
   * A photo that is ready to be delivered. If it is closed before it is committed, nothing is left
   * behind.
   */
  interface Delivery extends AutoCloseable {
    /** Returns the photo as a reader at the destination will decode it. */
    Photo photo();

    /**
     * Returns the temporary file that holds the photo until it is committed, if the destination is
     * a file.
     */
    Optional<Path> file();

    /**
     * Delivers the photo.
     *
     * @throws io.cdmaa.CdmaaException if that fails
     */
    void commit();

    @Override
    void close();
  }

  /**
   * A file, written atomically.
   *
   * @param path an existing file is replaced
   * @param encoding its encoding, whatever the file's extension is
   */
  record File(Path path, Encoding encoding) implements Destination {
    /** Creates a destination of the format's default quality. */
    public File(Path path, OutputFormat format) {
      this(path, Encoding.of(format));
    }

    @Override
    public void requireRoomFor(Photo photo) {
      new PhotoWriter().requireRoomFor(photo, path, encoding.format());
    }

    @Override
    public Optional<Transform> encoder() {
      return Destination.encoder(encoding);
    }

    @Override
    public Delivery prepare(Photo photo) {
      return new FileDelivery(new PhotoWriter().prepare(photo, path, encoding));
    }
  }

  /**
   * A file that does not have its final name yet.
   *
   * @param prepared the file
   */
  record FileDelivery(AtomicFile.Prepared prepared) implements Delivery {
    @Override
    public Photo photo() {
      return new PhotoReader(ReadLimits.DEFAULT).read(prepared.path());
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(prepared.path());
    }

    @Override
    public void commit() {
      prepared.commit();
    }

    @Override
    public void close() {
      prepared.close();
    }
  }

  /**
   * The memory of this process. The photo is rounded to the levels of its bit depth, so a lossless
   * file of it decodes to the same values.
   */
  record Memory() implements Destination {
    @Override
    public void requireRoomFor(Photo photo) {}

    @Override
    public Optional<Transform> encoder() {
      return Optional.empty();
    }

    @Override
    public Delivery prepare(Photo photo) {
      return new MemoryDelivery(photo);
    }
  }

  /** A photo in memory. */
  record MemoryDelivery(Photo photo) implements Delivery {
    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public void commit() {}

    @Override
    public void close() {}
  }
}
