# SPDX-License-Identifier: AGPL-3.0-or-later
"""The camera of the page: what it sees is shown, handed over in grey, and forgotten.

Imported when the camera is opened first, since it loads QtMultimedia of PySide6-Addons.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtMultimedia import (
    QCamera,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.square_reading import GreyPicture
from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import CardWidth, Tone

_WIDE, _HIGH = 5, 2
_WANTED_PX = 1280 * 720


class CameraEye(QWidget):
    """Shows what the camera sees, as a mirror does, and hands each picture over.

    Signals:
        saw: A picture, in shades of grey (`GreyPicture`), not mirrored.
        lost: No camera answers.

    Attributes:
        sink: Where the pictures of the camera come in.
    """

    saw = Signal(object)
    lost = Signal()

    def __init__(self) -> None:
        """Start shut."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._take)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(self.sink)
        self._camera: QCamera | None = None
        self._shown = QImage()

    def open(self) -> None:
        """Look, or tell that no camera answers."""
        device = QMediaDevices.defaultVideoInput()
        if device.isNull():
            self.lost.emit()
            return
        camera = QCamera(device, self)
        formats = sorted(
            device.videoFormats(),
            key=lambda one: abs(one.resolution().width() * one.resolution().height() - _WANTED_PX),
        )
        if formats:
            camera.setCameraFormat(formats[0])
        camera.errorOccurred.connect(self._failed)
        self._camera = camera
        self._session.setCamera(camera)
        camera.start()

    def shut(self) -> None:
        """Look no more, and forget the last picture."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            camera.deleteLater()
        self._shown = QImage()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of a picture of usual shape."""
        width = current_theme().card_px(CardWidth.PAD)
        return QSize(width, width * _HIGH // _WIDE)

    def theme_changed(self) -> None:
        """Take the size again."""
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the middle of the last picture, as large as there is room."""
        painter = QPainter(self)
        painter.setClipRect(self.rect())
        painter.fillRect(self.rect(), colour_of(Tone.INK))
        if not self._shown.isNull():
            filled = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            size = self._shown.size().scaled(self.size(), filled)
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            area = QRectF(left, top, size.width(), size.height())
            painter.drawImage(area, self._shown)
        painter.end()

    def _take(self, frame: QVideoFrame) -> None:
        picture = frame.toImage()
        if picture.isNull():
            return
        self._shown = picture.flipped(Qt.Orientation.Horizontal)
        self.update()
        self.saw.emit(grey_picture(picture))

    def _failed(self) -> None:
        self.shut()
        self.lost.emit()


def grey_picture(picture: QImage) -> GreyPicture:
    """Return a picture in shades of grey, one byte a pixel, without gaps between rows."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    width, gap = grey.width(), grey.bytesPerLine()
    octets = bytes(grey.constBits())
    if gap != width:
        rows = range(0, gap * grey.height(), gap)
        octets = b"".join(octets[row : row + width] for row in rows)
    return GreyPicture(width, grey.height(), octets)
