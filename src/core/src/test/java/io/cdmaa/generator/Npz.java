package io.cdmaa.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads float arrays of a NumPy archive (.npz), flattened. */
final class Npz {
  private Npz() {}

  static Map<String, double[]> read(Path file) throws IOException {
    Map<String, double[]> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replaceFirst("\\.npy$", ""), array(zip.readAllBytes()));
      }
    }
    return arrays;
  }

  /** A version 1 array: magic, version, the length of a header that is a Python literal, values. */
  private static double[] array(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getShort(8);
    String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
    if (!header.contains("'fortran_order': False")) {
      throw new IllegalArgumentException("not in row-major order: " + header);
    }
    buffer.position(10 + length);
    boolean isDouble = header.contains("'<f8'");
    if (!isDouble && !header.contains("'<f4'")) {
      throw new IllegalArgumentException("no real numbers: " + header);
    }
    double[] values = new double[buffer.remaining() / (isDouble ? 8 : 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = isDouble ? buffer.getDouble() : buffer.getFloat();
    }
    return values;
  }
}
