package io.cdmaa.cli;

import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.Thumbnail;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.tensor.FloatTensor;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One image of everything: the photos, and of each generator the fakes that change most, before and
 * after protection.
 */
final class ContactSheet {
  /** Side of a cell in pixels. */
  static final int SIDE = 192;

  private static final int COLUMNS = 6;
  private static final int DOMAINS = COLUMNS / 2;
  private static final double GAIN = 10;

  private final List<BufferedImage> pictures = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private ContactSheet() {}

  static BufferedImage of(PhotoResult work) {
    ContactSheet sheet = new ContactSheet();
    FloatTensor before = work.original().pixels();
    FloatTensor after = work.protectedPhoto().pixels();
    sheet.add(before, "original photo");
    sheet.add(after, "protected photo");
    sheet.add(Pictures.difference(before, after, GAIN), "difference x 10");
    sheet.fillRow();
    for (int j = 0; j < work.evaluation().before().size(); j++) {
      sheet.row(
          work.evaluation().verdict().generators().get(j),
          work.evaluation().before().get(j),
          work.evaluation().after().get(j));
    }
    return Pictures.grid(sheet.pictures, sheet.labels, COLUMNS);
  }

  private void row(GeneratorVerdict generator, FloatTensor before, FloatTensor after) {
    for (int k : shown(generator)) {
      DomainVerdict domain = generator.domains().get(k);
      add(before.row(k), generator.name().replaceAll(" \\(.*", "") + ": " + domain.name());
      add(after.row(k), caption(domain));
    }
    fillRow();
  }

  /** Returns the domains of a generator that have room, by falling loss. */
  static int[] shown(GeneratorVerdict generator) {
    List<DomainVerdict> domains = generator.domains();
    return IntStream.range(0, domains.size())
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -domains.get(k).loss()))
        .limit(DOMAINS)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns what is written above the fake of the protected photo. */
  static String caption(DomainVerdict domain) {
    String verdict = domain.broken() ? "broken" : "not broken";
    return String.format(Locale.ROOT, "%s: L %.4f", verdict, domain.loss());
  }

  private void add(FloatTensor pixels, String label) {
    pictures.add(Thumbnail.cell(pixels, SIDE));
    labels.add(label);
  }

  private void fillRow() {
    while (pictures.size() % COLUMNS != 0) {
      BufferedImage empty = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = empty.createGraphics();
      graphics.setColor(java.awt.Color.WHITE);
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.dispose();
      pictures.add(empty);
      labels.add("");
    }
  }
}
