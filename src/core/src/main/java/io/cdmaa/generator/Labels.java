package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule by which a generator's conditions depend on the attributes of the face on the photo. The
 * official test codes differ only in four numbers and one rule, so these are data:
 *
 * <table>
 * <caption>Rules of the official test codes</caption>
 * <tr><th>code</th><th>form</th><th>low, high</th><th>strength</th><th>edits</th></tr>
 * <tr><td>StarGAN {@code solver.py create_labels}</td><td>label</td><td>0, 1</td><td>1</td>
 *   <td>set a hair colour, toggle anything else</td></tr>
 * <tr><td>AttGAN {@code test.py}: (target * 2 - 1) * thres_int 0.5, the edited one times test_int 1
 *   over thres_int</td><td>label</td><td>-0.5, 0.5</td><td>2</td><td>toggle</td></tr>
 * <tr><td>STGAN {@code test.py}: the same with its own test_int, minus the source's
 *   (source * 2 - 1) * thres_int</td><td>difference</td><td>-0.5, 0.5</td>
 *   <td>test_int over 0.5</td><td>toggle</td></tr>
 * <tr><td>STGAN port {@code solver.py}: target - source</td><td>difference</td><td>0, 1</td>
 *   <td>1</td><td>set a hair colour, toggle anything else</td></tr>
 * </table>
 *
 * <p>In each of them, switching an attribute on switches off those that it excludes (AttGAN's
 * {@code check_attribute_conflict}).
 *
 * @param attributes names of the condition's values, in order
 * @param form what the condition encodes
 * @param low the number for an attribute that the face lacks
 * @param high the number for one that it has
 * @param strength the factor applied to the numbers of edited attributes
 * @param exclusive groups of mutually exclusive attributes
 * @param source the attributes that are assumed if nothing is known about the face
 * @param edits one per domain
 */
public record Labels(
    List<String> attributes,
    Form form,
    double low,
    double high,
    double strength,
    List<List<String>> exclusive,
    List<String> source,
    List<Edit> edits) {

  /** What a condition encodes. */
  public enum Form {
    /** The attributes of the face after the edit. */
    LABEL,
    /** The attributes after the edit minus those before it. */
    DIFFERENCE,
    /** The edited attributes only, regardless of the face. */
    ONE_HOT
  }

  /**
   * One domain as an edit of the face.
   *
   * @param name the domain's name
   * @param value a fixed condition, regardless of the face
   * @param set attributes that are switched on
   * @param clear attributes that are switched off
   * @param flip attributes that are toggled
   */
  public record Edit(
      String name,
      Optional<float[]> value,
      List<String> set,
      List<String> clear,
      List<String> flip) {
    /** Copies the lists. */
    public Edit {
      set = List.copyOf(set);
      clear = List.copyOf(clear);
      flip = List.copyOf(flip);
    }

    /** Returns the edit that toggles one attribute and has its name. */
    static Edit flipping(String attribute) {
      String name = attribute.replace('_', ' ').toLowerCase(Locale.ROOT);
      return new Edit(name, Optional.empty(), List.of(), List.of(), List.of(attribute));
    }
  }

  /**
   * Copies the lists.
   *
   * @throws CdmaaException if a name is not among the attributes; it suggests the nearest one
   */
  public Labels {
    attributes = List.copyOf(attributes);
    exclusive = exclusive.stream().map(List::copyOf).toList();
    source = List.copyOf(source);
    edits = edits.isEmpty() ? attributes.stream().map(Edit::flipping).toList() : List.copyOf(edits);
    if (attributes.stream().map(SourceAttributes::key).distinct().count() < attributes.size()) {
      throw new CdmaaException(
          ErrorReason.MANIFEST,
          "it names an attribute twice; name each once, in the order trained");
    }
    requireAmong(attributes, source);
    for (List<String> group : exclusive) {
      requireAmong(attributes, group);
    }
    for (Edit edit : edits) {
      requireAmong(attributes, edit.set());
      requireAmong(attributes, edit.clear());
      requireAmong(attributes, edit.flip());
      boolean nothing = edit.set().isEmpty() && edit.clear().isEmpty() && edit.flip().isEmpty();
      if (nothing == edit.value().isEmpty()) {
        throw new CdmaaException(
            ErrorReason.MANIFEST,
            "the domain '"
                + edit.name()
                + "' needs either a value or an edit; give it set, clear or flip with a name from"
                + " attributes");
      }
    }
    if (low == high) {
      throw new CdmaaException(
          ErrorReason.MANIFEST,
          "its low and high are the same number; give, e.g., low: 0, high: 1");
    }
  }

  private static void requireAmong(List<String> attributes, Collection<String> names) {
    for (String name : names) {
      if (index(attributes, name) < 0) {
        throw new CdmaaException(
            ErrorReason.MANIFEST,
            "it names the attribute '"
                + name
                + "', which is not among its attributes; did you mean '"
                + Suggestions.nearest(name, attributes)
                + "'?");
      }
    }
  }

  private static int index(List<String> attributes, String name) {
    String key = SourceAttributes.key(name);
    for (int i = 0; i < attributes.size(); i++) {
      if (SourceAttributes.key(attributes.get(i)).equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns the domains for a photo, always the same number in the same order.
   *
   * @param photo the known attributes of the face; the others are taken from {@link #source},
   *     except that attributes excluded by known ones are off
   */
  public List<Domain> domains(SourceAttributes photo) {
    boolean[] before = sourceVector(photo);
    List<Domain> domains = new ArrayList<>();
    for (Edit edit : edits) {
      float[] condition = edit.value().map(float[]::clone).orElseGet(() -> condition(edit, before));
      domains.add(new Domain(edit.name(), condition));
    }
    return List.copyOf(domains);
  }

  private boolean[] sourceVector(SourceAttributes photo) {
    boolean[] has = new boolean[attributes.size()];
    for (String name : source) {
      has[index(attributes, name)] = true;
    }
    for (String name : attributes) {
      if (photo.get(name).orElse(false)) {
        excludedBy(name).stream()
            .filter(other -> photo.get(other).isEmpty())
            .forEach(other -> has[index(attributes, other)] = false);
      }
    }
    for (String name : attributes) {
      photo.get(name).ifPresent(value -> has[index(attributes, name)] = value);
    }
    return has;
  }

  private List<String> excludedBy(String name) {
    int own = index(attributes, name);
    return exclusive.stream()
        .filter(group -> index(group, name) >= 0)
        .flatMap(List::stream)
        .filter(other -> index(attributes, other) != own)
        .toList();
  }

  private float[] condition(Edit edit, boolean[] before) {
    boolean[] after = before.clone();
    boolean[] edited = new boolean[after.length];
    edit.set().forEach(name -> change(after, edited, name, true));
    edit.clear().forEach(name -> change(after, edited, name, false));
    edit.flip().forEach(name -> change(after, edited, name, !before[index(attributes, name)]));
    float[] condition = new float[after.length];
    for (int i = 0; i < condition.length; i++) {
      double target = (after[i] ? high : low) * (edited[i] ? strength : 1);
      condition[i] =
          (float)
              switch (form) {
                case LABEL -> target;
                case DIFFERENCE -> target - (before[i] ? high : low);
                case ONE_HOT -> edited[i] ? high * strength : low;
              };
    }
    return condition;
  }

  private void change(boolean[] after, boolean[] edited, String name, boolean value) {
    after[index(attributes, name)] = value;
    edited[index(attributes, name)] = true;
    if (value) {
      excludedBy(name).forEach(other -> after[index(attributes, other)] = false);
    }
  }
}
