package io.cdmaa.protection;

import java.nio.file.Path;

/**
 * An entry of a folder that is not protected.
 *
 * @param path the file or folder
 * @param reason why it is not protected
 * @param format the image format, if it is an image; otherwise empty
 */
public record LeftOut(Path path, Reason reason, String format) {
  /** The reason why an entry is not protected. */
  public enum Reason {
    /** The content is not an image of a known format. */
    NO_PICTURE("not a picture", "not pictures"),
    /** An image of an unsupported format. */
    FORMAT("in a format that is not read", "in formats that are not read"),
    /** An image whose extension does not match its content. */
    EXTENSION("picture under another extension", "pictures under other extensions"),
    /** The name begins with a dot. */
    HIDDEN("hidden", "hidden"),
    /** A protected photo that lies beside its record. */
    OURS("protected by cdmaa already", "protected by cdmaa already"),
    /** A link to, or another name of, a photo that is protected. */
    SAME_FILE("another name of a photo among these", "other names of photos among these"),
    /** A folder that is not searched. */
    SUBFOLDER("subfolder", "subfolders"),
    /** An output folder of protected photos. */
    RESULTS("folder of protected photos", "folders of protected photos"),
    /** It cannot be accessed. */
    UNREADABLE("not accessible", "not accessible");

    private final String one;
    private final String several;

    Reason(String one, String several) {
      this.one = one;
      this.several = several;
    }

    /** Returns the reason in words, in singular or plural. */
    public String words(int count) {
      return count == 1 ? one : several;
    }
  }
}
