package io.cdmaa.benchmarks;

import io.cdmaa.face.FaceBox;
import io.cdmaa.face.FaceDetector;
import io.cdmaa.face.FrontalFaces;
import io.cdmaa.image.PhotoImages;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Measures the detector of faces on a folder of portraits: as they are, tilted by 15 degrees to
 * either side, at half size, and pasted in pairs into larger pictures; and on how many pictures
 * without a face it reports one: the portraits with the face painted over, what is below it on
 * them, textures, and landscapes. Prints a table.
 *
 * <p>A portrait's face is its largest box, unless its middle is in the outer eighth of the
 * portrait. On a changed portrait, it is found if a box overlaps its changed place by at least 0.4;
 * every other box is false.
 */
public final class FaceDetection {
  private static final double SAME = .4;
  private static final int DRAWN = 60;

  /** How far below a box of side 1 no part of the face is left. */
  private static final double BELOW_CHIN = 1.35;

  private final FaceDetector detector = new FrontalFaces();
  private final List<BufferedImage> portraits;
  private final List<FaceBox> faces = new ArrayList<>();
  private int faceless;
  private int falseAlarms;

  private FaceDetection(List<BufferedImage> portraits) {
    this.portraits = portraits;
  }

  /** A picture and the faces that are on it. */
  private record Made(BufferedImage picture, List<FaceBox> faces) {}

  /**
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    List<BufferedImage> portraits = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.(jpg|png)")).sorted().toList()) {
        portraits.add(changed(ImageIO.read(file.toFile()), new AffineTransform(), 1));
      }
    }
    new FaceDetection(portraits).print();
  }

  private void print() {
    System.out.println("| pictures | number | faces found | with a false box |");
    System.out.println("|---|---|---|---|");
    int number = portraits.size();
    asTheyAre();
    row("tilted by 15 degrees to the right", number, i -> tilted(i, 15));
    row("tilted by 15 degrees to the left", number, i -> tilted(i, -15));
    row("at half size", number, this::half);
    row("pairs on 1280 x 960", number / 2, this::pair);
    row("with the face painted over", number, this::without);
    row("what is below the face", number, this::below);
    row("textures", DRAWN, i -> new Made(FacelessPictures.texture(i), List.of()));
    row("landscapes", DRAWN, i -> new Made(FacelessPictures.landscape(i), List.of()));
    System.out.printf("%nWithout a face: a box on %d of %d%n", falseAlarms, faceless);
  }

  private void asTheyAre() {
    List<List<FaceBox>> found =
        IntStream.range(0, portraits.size())
            .parallel()
            .mapToObj(i -> boxes(portraits.get(i)))
            .toList();
    int right = 0;
    int others = 0;
    for (int i = 0; i < portraits.size(); i++) {
      List<FaceBox> boxes = found.get(i);
      boolean isFace = !boxes.isEmpty() && inTheMiddle(boxes.get(0), portraits.get(i));
      faces.add(isFace ? boxes.get(0) : null);
      right += isFace ? 1 : 0;
      others += boxes.size() > (isFace ? 1 : 0) ? 1 : 0;
    }
    System.out.printf(
        "| as they are | %d | %d of %d | %d |%n",
        portraits.size(), right, portraits.size(), others);
  }

  private static boolean inTheMiddle(FaceBox box, BufferedImage portrait) {
    return Math.abs(box.centreX() / portrait.getWidth() - .5) < .375
        && Math.abs(box.centreY() / portrait.getHeight() - .5) < .375;
  }

  private List<FaceBox> boxes(BufferedImage picture) {
    return detector.detect(PhotoImages.toPhoto(picture));
  }

  private void row(String name, int count, IntFunction<Made> make) {
    AtomicInteger all = new AtomicInteger();
    AtomicInteger right = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              Made made = make.apply(i);
              List<FaceBox> boxes = new ArrayList<>(boxes(made.picture()));
              for (FaceBox face : made.faces()) {
                all.incrementAndGet();
                if (face != null && boxes.removeIf(box -> box.overlap(face) >= SAME)) {
                  right.incrementAndGet();
                }
              }
              wrong.addAndGet(boxes.isEmpty() ? 0 : 1);
            });
    String found = all.get() == 0 ? "" : right + " of " + all;
    System.out.printf("| %s | %d | %s | %s |%n", name, count, found, wrong);
    if (all.get() == 0) {
      faceless += count;
      falseAlarms += wrong.get();
    }
  }

  private Made tilted(int i, double degrees) {
    BufferedImage from = portraits.get(i);
    return changed(
        i,
        AffineTransform.getRotateInstance(
            Math.toRadians(degrees), from.getWidth() / 2.0, from.getHeight() / 2.0),
        1);
  }

  private Made half(int i) {
    return changed(i, AffineTransform.getScaleInstance(.5, .5), .5);
  }

  private Made changed(int i, AffineTransform change, double scale) {
    List<FaceBox> moved = new ArrayList<>();
    moved.add(moved(faces.get(i), change, scale));
    return new Made(changed(portraits.get(i), change, scale), moved);
  }

  private static BufferedImage changed(BufferedImage from, AffineTransform change, double scale) {
    BufferedImage picture =
        FacelessPictures.canvas((int) (from.getWidth() * scale), (int) (from.getHeight() * scale));
    draw(picture, from, change);
    return picture;
  }

  private static FaceBox moved(FaceBox face, AffineTransform change, double scale) {
    if (face == null) {
      return null;
    }
    Point2D middle = change.transform(new Point2D.Double(face.centreX(), face.centreY()), null);
    double side = face.side() * scale;
    return new FaceBox(middle.getX() - side / 2, middle.getY() - side / 2, side, 1);
  }

  /** Two portraits at a half and a third of the picture's height, at places of their own. */
  private Made pair(int i) {
    Random random = new Random(i);
    BufferedImage picture = FacelessPictures.canvas(1280, 960);
    List<FaceBox> both = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      BufferedImage from = portraits.get(2 * i + k);
      double scale = (k == 0 ? 480.0 : 320.0) / from.getHeight();
      AffineTransform change =
          AffineTransform.getTranslateInstance(
              640.0 * k + random.nextInt(640 - 480), random.nextInt(960 - 480));
      change.scale(scale, scale);
      draw(picture, from, change);
      both.add(moved(faces.get(2 * i + k), change, scale));
    }
    return new Made(picture, both);
  }

  private Made without(int i) {
    BufferedImage picture = changed(portraits.get(i), new AffineTransform(), 1);
    FaceBox face = faces.get(i);
    if (face != null) {
      Graphics2D drawing = picture.createGraphics();
      int side = (int) (face.side() * 1.5);
      int x = (int) (face.centreX() - side / 2.0);
      int y = (int) (face.centreY() - side / 2.0);
      drawing.setColor(new Color(picture.getRGB(Math.max(0, x), Math.max(0, y))));
      drawing.fillOval(x, y, side, side);
      drawing.dispose();
    }
    return new Made(picture, List.of());
  }

  /** Shoulders and clothes, or a part of the background if there is little below the face. */
  private Made below(int i) {
    BufferedImage from = portraits.get(i);
    FaceBox face = faces.get(i);
    int top = face == null ? from.getHeight() : (int) (face.y() + BELOW_CHIN * face.side());
    if (from.getHeight() - top < from.getHeight() / 5) {
      return new Made(from.getSubimage(0, 0, from.getWidth() / 5, from.getHeight()), List.of());
    }
    return new Made(from.getSubimage(0, top, from.getWidth(), from.getHeight() - top), List.of());
  }

  private static void draw(BufferedImage onto, BufferedImage from, AffineTransform change) {
    Graphics2D drawing = onto.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    drawing.drawImage(from, change, null);
    drawing.dispose();
  }
}
