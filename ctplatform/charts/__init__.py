"""Layout of the charts that several subjects share: from numbers to SVG coordinates.

Pure: no module here imports a framework. Templates turn the coordinates into SVG.
"""
