"""A smaller copy of a photo that is only too big, by Qt's own JPEG reader and writer."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage

from models.photo_rule import PhotoRule

_QUALITIES = (92, 85, 78, 70, 62)
_SHAPE = 0.02  # another shape than this would need cutting, which is a person's decision


def smaller(data: bytes, rule: PhotoRule) -> bytes | None:
    """The picture in the pixels and below the bytes that the rule asks for; None where it would
    have to be cut, blown up, or spoilt."""
    image = QImage.fromData(data)
    if image.isNull():
        return None
    wide, high = rule.pixels or (image.width(), image.height())
    if image.width() < wide or image.height() < high:
        return None
    if abs(image.width() * high - image.height() * wide) > _SHAPE * image.height() * wide:
        return None
    fitted = image.scaled(wide, high, Qt.AspectRatioMode.IgnoreAspectRatio,
                          Qt.TransformationMode.SmoothTransformation)
    for quality in _QUALITIES:
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not fitted.save(buffer, "JPEG", quality):  # type: ignore[call-overload]
            return None
        if content.size() < rule.bytes_below:
            return bytes(content.data())
    return None
