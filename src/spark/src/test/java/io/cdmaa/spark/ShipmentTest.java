package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.ProtectorOptions.Given;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipmentTest {
  @TempDir private Path folder;

  private void unpack(Path archive, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = to.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  @Test
  void filesOfAnyOptionTravelAndOfFoldersOnlyTheModels() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models/sub"));
    Path model = Files.writeString(models.resolve("m.onnx"), "model");
    Path manifest = Files.writeString(folder.resolve("models/m.yaml"), "manifest");
    Files.writeString(models.resolve("notes.txt"), "not needed");
    Path single = Files.writeString(folder.resolve("other.onnx"), "other");
    Path start = Files.writeString(folder.resolve("group.start"), "start");
    Path archive = folder.resolve("a.zip");
    Shipment shipment =
        Shipment.pack(
            List.of(
                new Given(
                    "--models",
                    List.of(folder.resolve("models").toString(), single.toString()),
                    true),
                new Given("--warm", List.of(start.toString()), true),
                new Given("--flag", List.of(), false),
                new Given("--number", List.of("3"), false)),
            List.of(model, manifest, single),
            archive);
    Path there = folder.resolve("there");
    unpack(archive, there);
    String[] line = shipment.commandLine(there);
    assertThat(line).hasSize(9);
    assertThat(line[0]).isEqualTo("--models");
    assertThat(Path.of(line[1]).resolve("sub/m.onnx")).hasContent("model");
    assertThat(Path.of(line[1]).resolve("m.yaml")).hasContent("manifest");
    assertThat(Path.of(line[1]).resolve("sub/notes.txt")).doesNotExist();
    assertThat(Path.of(line[3])).hasContent("other").hasFileName("other.onnx");
    assertThat(line[4]).isEqualTo("--warm");
    assertThat(Path.of(line[5])).hasContent("start");
    assertThat(line).endsWith("--flag", "--number", "3");
  }

  @Test
  void modelsOfOneFolderTravelOnce() throws IOException {
    Path one = Files.writeString(folder.resolve("1.onnx"), "one");
    Path two = Files.writeString(folder.resolve("2.onnx"), "two");
    Path archive = folder.resolve("a.zip");
    Given models = new Given("--models", List.of(one.toString(), two.toString()), true);
    Shipment shipment = Shipment.pack(List.of(models), List.of(one, two), archive);
    Path there = folder.resolve("there");
    unpack(archive, there);
    String[] line = shipment.commandLine(there);
    assertThat(Path.of(line[1])).hasContent("one");
    assertThat(Path.of(line[3])).hasContent("two");
    try (Stream<Path> files = Files.walk(there)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }
}
