package io.cdmaa.protection;

import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Hands out photos in order, each with those directly after it that can be searched at the same
 * time, while as many again are decoded ahead.
 */
final class PhotoFeed {
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private final Iterator<PhotoTask> tasks;
  private final PhotoPipeline pipeline;
  private final int width;
  private final Deque<Decoded> ahead = new ArrayDeque<>();
  private int number;

  /**
   * A photo that is decoded or being decoded.
   *
   * @param task the photo's task
   * @param number counts from 1
   * @param photo fails if it cannot be decoded
   */
  record Decoded(PhotoTask task, int number, Future<Photo> photo) {}

  /**
   * Starts to decode.
   *
   * @param width maximum number of photos that are handed out together
   */
  PhotoFeed(List<PhotoTask> tasks, PhotoPipeline pipeline, int width) {
    this.tasks = tasks.iterator();
    this.pipeline = pipeline;
    this.width = width;
    fill();
  }

  boolean hasNext() {
    return !ahead.isEmpty();
  }

  /**
   * Returns the next photo and those that can be searched together with it.
   *
   * @param shape returns the shape of a photo; empty for one that has to be searched alone
   */
  List<Decoded> next(Function<Decoded, Optional<PhotoShape>> shape) {
    List<Decoded> together = new ArrayList<>(List.of(ahead.remove()));
    if (width > 1) {
      Optional<PhotoShape> first = shape.apply(together.get(0));
      while (first.isPresent()
          && together.size() < width
          && !ahead.isEmpty()
          && first.equals(shape.apply(ahead.element()))) {
        together.add(ahead.remove());
      }
    }
    fill();
    return together;
  }

  private void fill() {
    while (ahead.size() < width && tasks.hasNext()) {
      PhotoTask task = tasks.next();
      number++;
      ahead.add(new Decoded(task, number, pipeline.ahead(() -> reader.read(task.photo()))));
    }
  }
}
