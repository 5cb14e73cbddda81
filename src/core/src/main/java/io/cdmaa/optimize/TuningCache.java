package io.cdmaa.optimize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Json;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.Ort;
import io.cdmaa.runtime.Processor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measurements made on a machine, in one file per machine, ONNX Runtime version and thread count. A
 * damaged file is replaced; if none can be written, each run measures again.
 */
final class TuningCache {
  private static final Logger LOG = LoggerFactory.getLogger(TuningCache.class);

  private record Entry(ConvAlgorithm algorithm, boolean full) {}

  /** The file. */
  record Document(String machine, Map<String, Choice> layers) {}

  /** What the file holds of a layer. */
  record Choice(String algorithm, boolean full) {}

  private final Optional<Path> file;
  private final String machine;
  private final Map<String, Entry> entries = new TreeMap<>();

  /**
   * @param file where it is stored; absent to keep it for this run only
   * @param machine the machine that the file must be for; other files are ignored
   */
  TuningCache(Optional<Path> file, String machine) {
    this.file = file;
    this.machine = machine;
    file.ifPresent(this::read);
  }

  /** Returns the cache in the folder of derived graphs, if there is one. */
  static TuningCache ofThisMachine(GraphCache cache, int threads) {
    String machine =
        Processor.model()
            + ", ONNX Runtime "
            + Ort.environment().getVersion()
            + ", "
            + threads
            + " threads";
    String name = "tuning-" + Integer.toHexString(machine.hashCode()) + ".json";
    return new TuningCache(cache.folder().map(folder -> folder.resolve(name)), machine);
  }

  /**
   * Returns the choice for a layer.
   *
   * @param thorough whether to accept only choices of a full measurement
   */
  Optional<ConvAlgorithm> find(String layer, boolean thorough) {
    return Optional.ofNullable(entries.get(layer))
        .filter(e -> e.full() || !thorough)
        .map(Entry::algorithm);
  }

  /** Stores a choice, also in the file. */
  void keep(String layer, ConvAlgorithm algorithm, boolean full) {
    entries.put(layer, new Entry(algorithm, full));
    file.ifPresent(this::write);
  }

  private void write(Path to) {
    Map<String, Choice> layers = new TreeMap<>();
    entries.forEach(
        (key, entry) -> layers.put(key, new Choice(entry.algorithm().label(), entry.full())));
    try {
      Files.createDirectories(to.toAbsolutePath().getParent());
      byte[] text = Json.text(new Document(machine, layers)).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(to, out -> out.write(text));
    } catch (IOException | CdmaaException e) {
      LOG.warn(
          "The measurements cannot be stored in {} ({}); choose a writable folder.",
          to,
          e.getMessage());
    }
  }

  private void read(Path from) {
    if (!Files.isRegularFile(from)) {
      return;
    }
    try {
      JsonNode document = Json.read(Files.readString(from));
      if (!machine.equals(document.path("machine").asText())) {
        return;
      }
      for (Map.Entry<String, JsonNode> field : document.path("layers").properties()) {
        JsonNode value = field.getValue();
        algorithm(value.path("algorithm").asText())
            .ifPresent(
                f -> entries.put(field.getKey(), new Entry(f, value.path("full").asBoolean())));
      }
    } catch (JsonProcessingException e) {
      LOG.warn("The file {} is damaged; its measurements are repeated.", from);
    } catch (IOException e) {
      LOG.warn(
          "The file {} cannot be read ({}); its measurements are repeated.", from, Causes.of(e));
    }
  }

  private static Optional<ConvAlgorithm> algorithm(String label) {
    return Arrays.stream(ConvAlgorithm.values()).filter(f -> f.label().equals(label)).findFirst();
  }
}
