package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {
  @TempDir private Path folder;

  @Test
  void theContentTellsTheFormatAndNotTheName() throws IOException {
    Path file = folder.resolve("picture.txt");
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    assertThat(PictureFile.of(file)).contains(new PictureFile("PNG", true));
    Files.writeString(file, "GIF89a");
    assertThat(PictureFile.of(file)).contains(new PictureFile("GIF", false));
    Files.writeString(file, "a text");
    assertThat(PictureFile.of(file)).isEmpty();
    assertThat(PictureFile.of(folder.resolve("missing"))).isEmpty();
  }

  @Test
  void framesOfAnAnimatedWebpAndPagesOfATiffAreCounted() throws IOException {
    Path webp = folder.resolve("animation.webp");
    try (InputStream in = getClass().getResourceAsStream("/image/webp/animation.webp")) {
      Files.copy(in, webp);
    }
    assertThat(PictureFile.frames(webp)).isGreaterThan(1);

    Path tiff = folder.resolve("pages.tif");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(tiff.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < 3; i++) {
        BufferedImage page = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        writer.writeToSequence(new IIOImage(page, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    assertThat(PictureFile.frames(tiff)).isEqualTo(3);

    Path png = folder.resolve("still.png");
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
    assertThat(PictureFile.frames(png)).isEqualTo(1);
  }
}
