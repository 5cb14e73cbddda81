package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsPlotTest {
  @TempDir Path folder;

  @Test
  void thePlotIsAPictureOfTheChosenPhoto() throws IOException {
    Path file = folder.resolve("d.jsonl");
    Files.writeString(
        file,
        "{\"photo\":\"a.png\",\"generators\":[\"x\",\"x\"]}\n"
            + "{\"losses\":[[0.1],[0.2]],\"weights\":[0.5,0.5],\"gains\":[0.1,0.1],"
            + "\"cosines\":[[1,0],[0,1]]}\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DiagnosticsPlot.read(file, "").writePng(bytes);
    assertThat(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray())).getWidth())
        .isGreaterThan(1000);
    assertThatThrownBy(() -> DiagnosticsPlot.read(file, "b.png"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("no iterations of a photo named b.png");
    Files.writeString(file, "no JSON");
    assertThatThrownBy(() -> DiagnosticsPlot.read(file, ""))
        .hasMessageContaining("is not a diagnostics file");
  }
}
