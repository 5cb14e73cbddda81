package io.cdmaa.universal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.WarmStart;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Digest;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.universal.PerturbationHeader.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file of a universal perturbation ({@code .cdmaa}) or of the state of an unfinished run. All
 * numbers are little-endian:
 *
 * <ol>
 *   <li>8 bytes: {@code CDMAA-UP} in ASCII
 *   <li>4 bytes: the version of the format, 1
 *   <li>4 bytes: length of the header
 *   <li>the header: {@link PerturbationHeader} as JSON in UTF-8
 *   <li>3 x height x width float32: the change of a photo on [-1, 1], channel by channel (RGB), row
 *       by row
 *   <li>of an unfinished run as many float32 again: the momentum
 *   <li>32 bytes: SHA-256 of all bytes before
 * </ol>
 *
 * @param header what it says about itself
 * @param perturbation [3, height, width]
 * @param memory the momentum, of an unfinished run
 * @param sha256 digest of the whole file, in hexadecimal
 */
public record PerturbationFile(
    PerturbationHeader header,
    FloatTensor perturbation,
    Optional<FloatTensor> memory,
    String sha256) {
  /** The extension of perturbations. */
  public static final String EXTENSION = ".cdmaa";

  private static final byte[] MAGIC = "CDMAA-UP".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int BEFORE_HEADER = MAGIC.length + 8;
  private static final int CHECKSUM = 32;
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_PIXELS = 1 << 26;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Returns whether a file begins as one of these does. */
  public static boolean isOne(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a finished perturbation.
   *
   * @throws CdmaaException if it cannot be read, or is none
   */
  public static PerturbationFile read(Path file) {
    PerturbationFile read = readAny(file);
    if (read.header.kind() != Kind.PERTURBATION) {
      throw wrong(
          file.toString(),
          "is the state of an unfinished run; run the same cdmaa learn again to finish it");
    }
    return read;
  }

  /** Reads a finished perturbation, or the state of an unfinished run. */
  static PerturbationFile readAny(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
        throw foreign(file.toString());
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw Causes.unreadable("The universal perturbation", file, e);
    }
  }

  /**
   * Parses the content of a file.
   *
   * @param name the file's name in messages
   * @throws CdmaaException if it is damaged, foreign, or of another version
   */
  public static PerturbationFile parse(byte[] content, String name) {
    if (content.length < BEFORE_HEADER
        || !Arrays.equals(Arrays.copyOf(content, MAGIC.length), MAGIC)) {
      throw foreign(name);
    }
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    in.position(MAGIC.length);
    int version = in.getInt();
    if (version != VERSION) {
      throw wrong(
          name,
          "has version "
              + version
              + " of its format, and this cdmaa reads version "
              + VERSION
              + "; learn it again, or use the cdmaa that wrote it");
    }
    int body = content.length - CHECKSUM;
    if (body < BEFORE_HEADER
        || !Arrays.equals(
            digest(content, body), Arrays.copyOfRange(content, body, content.length))) {
      throw damaged(name, "its checksum does not match");
    }
    return parse(in, body, name, hex(content));
  }

  private static PerturbationFile parse(ByteBuffer in, int body, String name, String sha256) {
    int length = in.getInt();
    if (length < 2 || length > body - BEFORE_HEADER) {
      throw damaged(name, "its header does not fit");
    }
    byte[] text = new byte[length];
    in.get(text);
    PerturbationHeader header;
    try {
      header = JSON.readValue(text, PerturbationHeader.class);
    } catch (IOException e) {
      throw damaged(name, "its header is not the expected JSON");
    }
    requireComplete(header, name);
    long values = 3L * header.height() * header.width();
    long planes = header.kind() == Kind.CHECKPOINT ? 2 : 1;
    if (in.position() + 4L * planes * values != body) {
      throw damaged(name, "its length does not match its size in pixels");
    }
    FloatTensor perturbation = tensor(in, header);
    Optional<FloatTensor> memory = planes == 2 ? Optional.of(tensor(in, header)) : Optional.empty();
    requireInside(header, perturbation, name);
    return new PerturbationFile(header, perturbation, memory, sha256);
  }

  private static void requireComplete(PerturbationHeader header, String name) {
    boolean budget =
        header.norm() != null
            && (header.norm().equals("linf") || header.norm().equals("l2"))
            && header.epsilon() > 0
            && header.epsilon() <= 2;
    boolean size =
        header.height() > 0
            && header.width() > 0
            && (long) header.height() * header.width() <= MOST_PIXELS;
    boolean models =
        header.generators().stream().allMatch(model -> model != null && model.sha256() != null);
    boolean state =
        header.kind() != null
            && (header.kind() != Kind.CHECKPOINT
                || (header.step() != null && header.step() >= 0 && header.run() != null));
    if (!budget || !size || !models || !state) {
      throw damaged(name, "its header lacks a valid budget, size, digest or state");
    }
  }

  private static void requireInside(PerturbationHeader header, FloatTensor values, String name) {
    double limit = header.norm().equals("linf") ? header.epsilon() : 2;
    for (int i = 0; i < values.size(); i++) {
      if (!(Math.abs(values.get(i)) <= limit)) {
        throw damaged(name, "it holds the value " + values.get(i) + ", outside its budget");
      }
    }
  }

  private static FloatTensor tensor(ByteBuffer in, PerturbationHeader header) {
    FloatTensor tensor = FloatTensor.zeros(3, header.height(), header.width());
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, in.getFloat());
    }
    return tensor;
  }

  /**
   * Reads the state of an unfinished run.
   *
   * @throws CdmaaException if it is damaged
   */
  static PerturbationFile readState(Path file) {
    try {
      return readAny(file);
    } catch (CdmaaException e) {
      if (e.getCause() instanceof IOException) {
        throw e;
      }
      throw inTheWay(file, "is the state of a run, but damaged; delete it");
    }
  }

  /** Returns the error of a file that keeps a run from being begun. */
  static CdmaaException inTheWay(Path file, String what) {
    return new CdmaaException(ErrorReason.OUTPUT_EXISTS, file, "The file " + file + " " + what);
  }

  private static CdmaaException foreign(String name) {
    return wrong(name, "is no universal perturbation; name a file that cdmaa learn wrote");
  }

  private static CdmaaException damaged(String name, String how) {
    return wrong(name, "is damaged (" + how + "); copy it again, or learn it again");
  }

  private static CdmaaException wrong(String name, String what) {
    return new CdmaaException(
        ErrorReason.WARM_START, Path.of(name), "The file " + name + " " + what);
  }

  /** Returns this perturbation as the start of searches. */
  public WarmStart warmStart() {
    return new WarmStart(
        perturbation,
        header.budget(),
        header.generators().stream().map(PerturbationHeader.Model::sha256).toList(),
        sha256);
  }

  /**
   * Writes a file atomically.
   *
   * @param memory the momentum, of an unfinished run
   * @return the digest of the file
   * @throws CdmaaException if it cannot be written
   */
  static String write(
      Path file,
      PerturbationHeader header,
      FloatTensor perturbation,
      Optional<FloatTensor> memory) {
    byte[] content = encode(header, perturbation, memory);
    AtomicFile.write(file, out -> out.write(content));
    return hex(content);
  }

  private static byte[] encode(
      PerturbationHeader header, FloatTensor perturbation, Optional<FloatTensor> memory) {
    byte[] text;
    try {
      text = JSON.writeValueAsBytes(header);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    int values = perturbation.size() * (memory.isPresent() ? 2 : 1);
    ByteBuffer body =
        ByteBuffer.allocate(BEFORE_HEADER + text.length + 4 * values)
            .order(ByteOrder.LITTLE_ENDIAN);
    body.put(MAGIC).putInt(VERSION).putInt(text.length).put(text);
    put(perturbation, body);
    memory.ifPresent(m -> put(m, body));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(body.array());
    content.writeBytes(digest(body.array(), body.capacity()));
    return content.toByteArray();
  }

  private static void put(FloatTensor tensor, ByteBuffer out) {
    for (int i = 0; i < tensor.size(); i++) {
      out.putFloat(tensor.get(i));
    }
  }

  private static byte[] digest(byte[] content, int length) {
    MessageDigest digest = Digest.sha256();
    digest.update(content, 0, length);
    return digest.digest();
  }

  private static String hex(byte[] content) {
    MessageDigest digest = Digest.sha256();
    digest.update(content);
    return Digest.hex(digest);
  }
}
