package io.cdmaa.transform;

import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several transforms applied one after the other.
 *
 * @param parts at least one
 */
public record Chain(List<Transform> parts) implements Transform {
  /** Copies the list. */
  public Chain {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a chain without parts");
    }
  }

  @Override
  public String text() {
    return parts.stream().map(Transform::text).collect(Collectors.joining("+"));
  }

  @Override
  public String inWords() {
    return parts.stream().map(Transform::inWords).collect(Collectors.joining(", then "));
  }

  @Override
  public void requireRoom(int height, int width) {
    parts.forEach(part -> part.requireRoom(height, width));
  }

  @Override
  public Photo applyTo(Photo photo) {
    Photo result = photo;
    for (Transform part : parts) {
      result = part.applyTo(result);
    }
    return result;
  }

  @Override
  public Optional<Transform> straightened() {
    List<Transform> left = parts.stream().flatMap(part -> part.straightened().stream()).toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(new Chain(left));
  }

  @Override
  public boolean hasPrefix() {
    return parts.stream().allMatch(Transform::hasPrefix);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return parts.stream().flatMap(part -> part.stages(frame).stream()).toList();
  }
}
