; What the portable zip is opened with: starts the program beside it, or says what Windows it needs. The program
; itself can't say so: on an older Windows it ends before a line of ours runs. 32-bit, so that it starts everywhere.
;
;   makensis -DVERSION=1.0.0 -DICON=xueji.ico -DOUTPUT=open.exe launcher.nsi

Unicode true
!ifndef TARGET
  !define TARGET x86-unicode
!endif
Target ${TARGET}
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
SilentInstall silent
AutoCloseWindow true

!include FileFunc.nsh
!include LogicLib.nsh
!include needs.nsh

Name "${NAME}"
Caption "${NAME}"
OutFile "${OUTPUT}"
Icon "${ICON}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "打开${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "${NAME}"
VIAddVersionKey "LegalCopyright" "MIT License"

Section
  !insertmacro RefuseOldWindows ""
  ${IfNot} ${FileExists} "$EXEDIR\xueji.exe"
    MessageBox MB_OK|MB_ICONSTOP "请先把压缩包全部解压，再从解压出来的文件夹里打开${NAME}。"
    SetErrorLevel 4
    Quit
  ${EndIf}
  ${GetParameters} $0
  SetOutPath "$EXEDIR"
  Exec '"$EXEDIR\xueji.exe" $0'
SectionEnd
