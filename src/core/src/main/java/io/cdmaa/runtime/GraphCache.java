package io.cdmaa.runtime;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of derived graphs on disk, which saves deriving them at later starts.
 *
 * <p>An entry's name is the SHA-256 of everything that it depends on, including the code that
 * derives it and the version of ONNX Runtime, so an entry is never stale; it merely stops being
 * requested. Its content begins with its own SHA-256; an entry that does not match is removed and
 * derived again. Entries are written atomically, so several processes may share a folder. When the
 * folder exceeds its limit, the least recently used entries are removed first.
 *
 * <p>The cache is optional: its errors are logged, and the graph is derived.
 */
public final class GraphCache {
  /** The default limit of a folder: 4 GiB, enough for some dozens of gradient graphs. */
  public static final long DEFAULT_BYTES = 4L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(GraphCache.class);
  private static final byte[] MAGIC = "cdmaa-g1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final int HEAD = MAGIC.length + DIGEST;
  private static final String SUFFIX = ".graph";

  /**
   * The age at which a temporary file is considered left behind by a killed process; writing takes
   * seconds.
   */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final long maxBytes;
  private final String version;
  private final AtomicBoolean complained = new AtomicBoolean();

  private GraphCache(Path folder, long maxBytes, String version) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.version = version;
  }

  /** Returns a disabled cache: everything is derived each time. */
  public static GraphCache off() {
    return new GraphCache(null, 0, "");
  }

  /**
   * Returns a cache in a folder, which is created on the first write.
   *
   * @param folder may be shared with other processes
   * @param maxBytes limit for all entries together
   */
  public static GraphCache in(Path folder, long maxBytes) {
    return in(folder, maxBytes, CodeVersion.fingerprint());
  }

  static GraphCache in(Path folder, long maxBytes, String version) {
    return new GraphCache(folder, maxBytes, version);
  }

  /** Returns the cache of the current user; see {@link #defaultFolder}. */
  public static GraphCache ofUser() {
    Path home = Path.of(System.getProperty("user.home", ""));
    return in(defaultFolder(System.getenv(), home), DEFAULT_BYTES);
  }

  /**
   * Returns the default folder by the XDG base directory specification: {@code
   * $XDG_CACHE_HOME/cdmaa}, or {@code ~/.cache/cdmaa}.
   *
   * @param environment the process's environment variables
   * @param home the user's folder
   */
  public static Path defaultFolder(Map<String, String> environment, Path home) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        configured.isEmpty() || !Path.of(configured).isAbsolute()
            ? home.resolve(".cache")
            : Path.of(configured);
    return base.resolve("cdmaa");
  }

  /** Returns whether entries are kept. */
  public boolean isOn() {
    return folder != null;
  }

  /** Returns the folder of the entries; absent if none are kept. */
  public Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /**
   * Returns the entry of a key; if there is none, derives and stores it.
   *
   * @param key everything that the entry depends on, besides the code and ONNX Runtime
   * @param derive derives the entry; its exceptions propagate, and then nothing is stored
   */
  public byte[] get(List<String> key, Supplier<byte[]> derive) {
    if (!isOn()) {
      return derive.get();
    }
    Path file = folder.resolve(name(key) + SUFFIX);
    Optional<byte[]> kept = read(file);
    if (kept.isPresent()) {
      return kept.get();
    }
    byte[] derived = derive.get();
    keep(file, derived);
    return derived;
  }

  /**
   * The same for decoded entries: a result that was just derived is not decoded again.
   *
   * @param key as above
   * @param derive derives the entry
   * @param encode returns the bytes to store
   * @param decode decodes stored bytes
   */
  public <T> T get(
      List<String> key,
      Supplier<T> derive,
      Function<T, byte[]> encode,
      Function<byte[], T> decode) {
    if (!isOn()) {
      return derive.get();
    }
    AtomicReference<T> derived = new AtomicReference<>();
    byte[] bytes =
        get(
            key,
            () -> {
              derived.set(derive.get());
              return encode.apply(derived.get());
            });
    return derived.get() != null ? derived.get() : decode.apply(bytes);
  }

  private String name(List<String> key) {
    List<String> parts = new ArrayList<>(List.of(version, Ort.environment().getVersion()));
    parts.addAll(key);
    return Digest.ofTexts(parts);
  }

  private static Optional<byte[]> read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | OutOfMemoryError e) {
      LOG.info("The cached graph {} cannot be read and is derived again ({})", file, Causes.of(e));
      return Optional.empty();
    }
    if (!isWhole(bytes)) {
      LOG.info("The cached graph {} is damaged and is derived again", file);
      return Optional.empty();
    }
    touch(file);
    return Optional.of(Arrays.copyOfRange(bytes, HEAD, bytes.length));
  }

  private static boolean isWhole(byte[] bytes) {
    if (bytes.length < HEAD || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return false;
    }
    MessageDigest digest = Digest.sha256();
    digest.update(bytes, HEAD, bytes.length - HEAD);
    return Arrays.equals(digest.digest(), 0, DIGEST, bytes, MAGIC.length, HEAD);
  }

  /** Records the use of an entry, so that the least recently used ones can be found. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      LOG.debug("The use of {} cannot be recorded ({})", file, Causes.of(e));
    }
  }

  private void keep(Path file, byte[] content) {
    if (content.length + HEAD > maxBytes) {
      LOG.info("A graph of {} MB is too large for the cache {}", content.length >> 20, folder);
      return;
    }
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file,
          out -> {
            out.write(MAGIC);
            out.write(Digest.sha256().digest(content));
            out.write(content);
          });
      makeRoom(file);
    } catch (IOException | CdmaaException e) {
      String sentence =
          "The cache folder {} cannot be written to ({}), so that each start derives its graphs anew;"
              + " choose another";
      String cause = Files.isRegularFile(folder) ? "it is a file" : Causes.of(e);
      if (complained.compareAndSet(false, true)) {
        LOG.warn(sentence, folder, cause);
      } else {
        LOG.debug(sentence, folder, cause);
      }
    }
  }

  private record Entry(Path file, long size, FileTime used) {}

  /**
   * Removes the least recently used entries until the rest fits, but never the one just written.
   */
  private void makeRoom(Path justWritten) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        entry(file).ifPresent(entries::add);
      }
    }
    Instant abandoned = Instant.now().minus(ABANDONED);
    for (Entry entry : entries) {
      if (entry.file().toString().endsWith(AtomicFile.TEMPORARY_SUFFIX)
          && entry.used().toInstant().isBefore(abandoned)) {
        Files.deleteIfExists(entry.file());
      }
    }
    entries.removeIf(entry -> !entry.file().toString().endsWith(SUFFIX));
    entries.sort(Comparator.comparing(Entry::used));
    long total = entries.stream().mapToLong(Entry::size).sum();
    for (Entry entry : entries) {
      if (total > maxBytes && !entry.file().equals(justWritten)) {
        Files.deleteIfExists(entry.file());
        total -= entry.size();
      }
    }
  }

  private static Optional<Entry> entry(Path file) throws IOException {
    try {
      return Optional.of(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
    } catch (NoSuchFileException e) {
      // Another process was faster.
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return isOn() ? folder.toString() : "off";
  }
}
