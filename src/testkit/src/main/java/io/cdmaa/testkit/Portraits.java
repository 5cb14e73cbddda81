package io.cdmaa.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The rendered portraits of the experiments, and pictures with some of them. */
public final class Portraits {
  private static final Path FOLDER = Path.of("benchmarks", "experiments", "portraits");

  private Portraits() {}

  /** Returns a portrait of 128 x 128 pixels, aligned as CelebA's photos are. */
  public static BufferedImage of(int number) throws IOException {
    Path file = FOLDER.resolve("portrait-%03d.png".formatted(number));
    return ImageIO.read(Checkout.root().resolve(file).toFile());
  }

  /** Returns a plain picture without faces. */
  public static BufferedImage canvas(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = image.createGraphics();
    drawing.setColor(new Color(96, 112, 120));
    drawing.fillRect(0, 0, width, height);
    drawing.dispose();
    return image;
  }

  /** Returns a picture of 320 x 160 pixels with two faces, the larger one at the left. */
  public static BufferedImage couple() throws IOException {
    BufferedImage picture = new BufferedImage(320, 160, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = picture.createGraphics();
    drawing.drawImage(of(14), 10, 10, 140, 140, null);
    drawing.drawImage(of(7), 190, 30, 110, 110, null);
    drawing.dispose();
    return picture;
  }
}
