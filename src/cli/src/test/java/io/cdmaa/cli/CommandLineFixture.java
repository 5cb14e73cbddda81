package io.cdmaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.tensor.FloatTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Runs the tool in this process and makes photos for it. */
final class CommandLineFixture {
  private CommandLineFixture() {}

  /** What a run left behind. */
  record Outcome(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  static Outcome run(Object... args) {
    return run(new Interruption(), Optional.empty(), args);
  }

  static Outcome run(Interruption interruption, Optional<Path> home, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), false, home, interruption);
    int code = Main.run(console, Stream.of(args).map(Object::toString).toArray(String[]::new));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** A photo of smooth noise. */
  static Path photo(Path file, int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor pixels = FloatTensor.zeros(3, height, width);
    for (int i = 0; i < pixels.size(); i++) {
      pixels.set(i, (float) ((60 + random.nextInt(120)) / 127.5 - 1));
    }
    Photo photo = new Photo(pixels, Optional.empty(), 8, Optional.empty());
    new PhotoWriter().write(photo, file, OutputFormat.PNG);
    return file;
  }

  static Photo read(Path file) {
    return new PhotoReader(ReadLimits.DEFAULT).read(file);
  }

  /** The names in a folder, sorted. */
  static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
