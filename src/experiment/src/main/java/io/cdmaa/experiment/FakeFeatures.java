package io.cdmaa.experiment;

import io.cdmaa.Causes;
import io.cdmaa.io.AtomicFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of one generator's fakes of one photo, which a Fr&eacute;chet distance over all
 * photos needs.
 *
 * @param before one vector per domain, of the fakes of the photo
 * @param after those of the protected photo
 */
record FakeFeatures(List<float[]> before, List<float[]> after) {
  /** Copies the lists. */
  FakeFeatures {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** Writes a file: number of generators, then for each two lists of vectors with their sizes. */
  static void write(Path file, List<FakeFeatures> generators) {
    AtomicFile.write(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeInt(generators.size());
          for (FakeFeatures generator : generators) {
            write(data, generator.before());
            write(data, generator.after());
          }
          data.flush();
        });
  }

  private static void write(DataOutputStream data, List<float[]> vectors) throws IOException {
    data.writeInt(vectors.size());
    for (float[] vector : vectors) {
      data.writeInt(vector.length);
      for (float value : vector) {
        data.writeFloat(value);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws io.cdmaa.CdmaaException if it cannot be read
   */
  static List<FakeFeatures> read(Path file) {
    try (DataInputStream data =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      List<FakeFeatures> generators = new ArrayList<>();
      int count = data.readInt();
      for (int j = 0; j < count; j++) {
        generators.add(new FakeFeatures(vectors(data), vectors(data)));
      }
      return generators;
    } catch (IOException e) {
      throw Causes.unreadable("The file", file, e);
    }
  }

  private static List<float[]> vectors(DataInputStream data) throws IOException {
    List<float[]> vectors = new ArrayList<>();
    int count = data.readInt();
    for (int k = 0; k < count; k++) {
      float[] vector = new float[data.readInt()];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = data.readFloat();
      }
      vectors.add(vector);
    }
    return vectors;
  }
}
