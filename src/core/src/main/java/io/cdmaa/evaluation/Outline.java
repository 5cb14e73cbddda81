package io.cdmaa.evaluation;

import io.cdmaa.image.Crop;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/** Draws the outlines of crops: a white line inside a black one, seen on any background. */
final class Outline {
  private Outline() {}

  /**
   * Returns a copy of a photo with outlines, or the photo itself if there is none to draw.
   *
   * @param pixels [C, H, W]
   */
  static FloatTensor drawn(FloatTensor pixels, List<Crop> crops) {
    if (crops.isEmpty()) {
      return pixels;
    }
    FloatTensor result = pixels.copy();
    long[] shape = pixels.shape();
    int line = (int) Math.max(1, Math.max(shape[1], shape[2]) / 240);
    for (Crop crop : crops) {
      for (int i = 0; i < 2 * line && 2 * i + 1 < Math.min(crop.width(), crop.height()); i++) {
        float value = i < line ? -1 : 1;
        for (int x = crop.x() + i; x < crop.x() + crop.width() - i; x++) {
          set(result, x, crop.y() + i, value);
          set(result, x, crop.y() + crop.height() - 1 - i, value);
        }
        for (int y = crop.y() + i; y < crop.y() + crop.height() - i; y++) {
          set(result, crop.x() + i, y, value);
          set(result, crop.x() + crop.width() - 1 - i, y, value);
        }
      }
    }
    return result;
  }

  private static void set(FloatTensor pixels, int x, int y, float value) {
    long[] shape = pixels.shape();
    for (int c = 0; c < shape[0]; c++) {
      pixels.set((int) ((c * shape[1] + y) * shape[2] + x), value);
    }
  }
}
