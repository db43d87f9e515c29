"""Unpacks from a TensorFlow wheel what tfjs-node's binding needs: the C headers and two libraries."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

WANTED = re.compile(
    r"tensorflow/("
    r"lib(?:tensorflow_cc|tensorflow_framework)\.so\.2"
    r"|include/(?:\w+/)*(?:c/[\w/]+|ctstring\w*)\.h"
    r")"
)

wheel, folder = sys.argv[1], Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        match = WANTED.fullmatch(name)
        if match:
            target = folder / match[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
