package io.cdmaa.bf16;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * oneDNN's natives, which come as resources of {@code org.bytedeco:dnnl} and are unpacked once per
 * user into the cache folder (93 MB).
 */
final class NativeLibraries {
  private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";
  private static final String VERSION = "/META-INF/maven/org.bytedeco/dnnl/pom.properties";
  static final String OPENMP = "libgomp.so.1";
  static final String DNNL = "libdnnl.so.3";

  private final Function setThreads;

  private NativeLibraries(Function setThreads) {
    this.setThreads = setThreads;
  }

  /** Returns whether the natives are on the class path. */
  static boolean arePresent() {
    return NativeLibraries.class.getResource(RESOURCES + DNNL) != null;
  }

  /**
   * Returns the folder of the libraries.
   *
   * @param cache the folder below which they are kept
   */
  static Path folder(Path cache) {
    return cache.resolve("natives").resolve("dnnl-" + version());
  }

  /**
   * Unpacks the libraries, unless they are there, and loads them.
   *
   * @throws IOException if they cannot be read or written
   * @throws LinkageError if they do not load
   */
  static NativeLibraries load(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of(OPENMP, DNNL)) {
      unpack(name, folder.resolve(name));
    }
    // First, so that oneDNN finds this one; it has the same name wherever it comes from.
    NativeLibrary openmp = NativeLibrary.getInstance(folder.resolve(OPENMP).toString());
    Dnnl.bind(folder.resolve(DNNL));
    return new NativeLibraries(openmp.getFunction("omp_set_num_threads"));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = NativeLibraries.class.getResourceAsStream(VERSION)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }

  /** Writes a library to a file, unless that is what the file holds. */
  static void unpack(String name, Path target) throws IOException {
    URL resource = NativeLibraries.class.getResource(RESOURCES + name);
    if (resource == null) {
      throw new NoSuchFileException(RESOURCES + name);
    }
    if (Files.isRegularFile(target) && checksum(Files.newInputStream(target)) == packed(resource)) {
      return;
    }
    Path part = Files.createTempFile(target.getParent(), name, ".part");
    try (InputStream in = resource.openStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Returns the checksum of a resource, which its jar states. */
  private static long packed(URL resource) throws IOException {
    return resource.openConnection() instanceof JarURLConnection jar
        ? jar.getJarEntry().getCrc()
        : checksum(resource.openStream());
  }

  /** Returns the checksum of a stream and closes it: 93 MB take less than a tenth of a second. */
  private static long checksum(InputStream in) throws IOException {
    CRC32 checksum = new CRC32();
    try (CheckedInputStream checked = new CheckedInputStream(in, checksum)) {
      checked.transferTo(OutputStream.nullOutputStream());
    }
    return checksum.getValue();
  }

  /** Sets how many threads the calling thread's primitives use. */
  void threads(int count) {
    setThreads.invokeVoid(new Object[] {count});
  }
}
