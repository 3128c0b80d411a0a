; The setup file: for one user, without administrator rights, in Vietnamese and English.
; /S silent · /WAIT wait for a running program to end · /AUTOSTART open at sign-in · /D=FOLDER where to, last and unquoted
; Exit codes: 0 done · 1 cancelled · 2 broken off · 4 the program is running · 5 no room · 6 path too long · 7 older than what is here
;
; Each version lies in a folder of its own. It is unpacked under another name and renamed when whole; only then `current`
; names it. So an installation that was cut off leaves the old version as it was.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!if "${COMPRESSION}" == "off"
  SetCompress off
!else
  SetCompressor ${COMPRESSION}
  SetCompressorDictSize 32
!endif
CRCCheck force
AllowSkipFiles off ; a version with holes would be worse than none

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include x64.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\QuayMotCua"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run" ; the program's settings write it too
!define LONGEST 130 ; characters; the deepest file inside needs ${DEEPEST}, Windows allows 259

Name "Quầy Một Cửa"
Caption "$(CAPTION)"
UninstallCaption "$(OFF_CAPTION)"
MiscButtonText "$(BACK)" "$(NEXT)" "$(CANCEL)" "$(CLOSE)"
InstallButtonText "$(INSTALL)"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\QuayMotCua"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "Quầy Một Cửa ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1066 "ProductName" "Quầy Một Cửa"
VIAddVersionKey /LANG=1066 "FileDescription" "Bộ cài Quầy Một Cửa"
VIAddVersionKey /LANG=1066 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "LegalCopyright" "© 2026 The Quầy Một Cửa authors"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
; Asked once and remembered; many Windows here are English, their people are not.
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_LANGDLL_WINDOWTITLE "Quầy Một Cửa"
!define MUI_LANGDLL_INFO "Ngôn ngữ · Language"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_WELCOMEPAGE_TITLE "$(WELCOME_TITLE)"
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME_TEXT)"
!define MUI_FINISHPAGE_TITLE "$(FINISH_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(FINISH_TEXT)"
!define MUI_FINISHPAGE_BUTTON "$(CLOSE)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\QuayMotCua.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
!define MUI_FINISHPAGE_SHOWREADME
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(AUTOSTART)"
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION OpenAtSignIn
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "$(FOLDER_TITLE)"
!define MUI_PAGE_HEADER_SUBTEXT "$(FOLDER_SUBTITLE)"
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(FOLDER_TEXT)"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "$(FOLDER)"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckLength
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_TEXT "$(COPYING)"
!define MUI_PAGE_HEADER_SUBTEXT "$(COPYING_WAIT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(FINISH_TITLE)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT " "
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString CAPTION ${LANG_VIETNAMESE} "Cài đặt Quầy Một Cửa"
LangString CAPTION ${LANG_ENGLISH} "Quầy Một Cửa Setup"
LangString OFF_CAPTION ${LANG_VIETNAMESE} "Gỡ cài đặt Quầy Một Cửa"
LangString OFF_CAPTION ${LANG_ENGLISH} "Quầy Một Cửa Uninstall"
LangString BACK ${LANG_VIETNAMESE} "< &Quay lại"
LangString BACK ${LANG_ENGLISH} "< &Back"
LangString NEXT ${LANG_VIETNAMESE} "&Tiếp >"
LangString NEXT ${LANG_ENGLISH} "&Next >"
LangString CANCEL ${LANG_VIETNAMESE} "Hủy"
LangString CANCEL ${LANG_ENGLISH} "Cancel"
LangString CLOSE ${LANG_VIETNAMESE} "Đón&g"
LangString CLOSE ${LANG_ENGLISH} "&Close"
LangString INSTALL ${LANG_VIETNAMESE} "&Cài đặt"
LangString INSTALL ${LANG_ENGLISH} "&Install"
LangString WELCOME_TITLE ${LANG_VIETNAMESE} "Cài đặt Quầy Một Cửa ${VERSION}"
LangString WELCOME_TITLE ${LANG_ENGLISH} "Set up Quầy Một Cửa ${VERSION}"
LangString WELCOME_TEXT ${LANG_VIETNAMESE} "Chương trình tiếp nhận hồ sơ và trả kết quả tại quầy một cửa.$\r$\n$\r$\nChỉ cài cho người dùng Windows đang đăng nhập: không cần quyền quản trị, không cần mạng.$\r$\n$\r$\nDữ liệu đã có trên máy được giữ nguyên."
LangString WELCOME_TEXT ${LANG_ENGLISH} "The program for intake and return of results at the one-stop counter.$\r$\n$\r$\nFor the Windows user who is signed in: no administrator rights, no network.$\r$\n$\r$\nData on this PC stay as they are."
LangString FOLDER_TITLE ${LANG_VIETNAMESE} "Nơi cài đặt"
LangString FOLDER_TITLE ${LANG_ENGLISH} "Where to"
LangString FOLDER_SUBTITLE ${LANG_VIETNAMESE} "Thư mục của chương trình. Dữ liệu của quầy nằm nơi khác."
LangString FOLDER_SUBTITLE ${LANG_ENGLISH} "The program's folder. The counter's data lie elsewhere."
LangString FOLDER_TEXT ${LANG_VIETNAMESE} "Nên để nguyên thư mục này. Muốn đổi, bấm nút bên dưới."
LangString FOLDER_TEXT ${LANG_ENGLISH} "Best left as it is. Press the button below to choose another."
LangString FOLDER ${LANG_VIETNAMESE} "Thư mục"
LangString FOLDER ${LANG_ENGLISH} "Folder"
LangString COPYING ${LANG_VIETNAMESE} "Đang cài đặt"
LangString COPYING ${LANG_ENGLISH} "Installing"
LangString COPYING_WAIT ${LANG_VIETNAMESE} "Mất khoảng nửa phút."
LangString COPYING_WAIT ${LANG_ENGLISH} "This takes about half a minute."
LangString FINISH_TITLE ${LANG_VIETNAMESE} "Đã cài xong"
LangString FINISH_TITLE ${LANG_ENGLISH} "Installed"
LangString FINISH_TEXT ${LANG_VIETNAMESE} "Quầy Một Cửa ${VERSION} nằm trong menu Start và trên màn hình nền."
LangString FINISH_TEXT ${LANG_ENGLISH} "Quầy Một Cửa ${VERSION} is in the Start menu and on the desktop."
LangString OPEN_NOW ${LANG_VIETNAMESE} "Mở Quầy Một Cửa"
LangString OPEN_NOW ${LANG_ENGLISH} "Open Quầy Một Cửa"
LangString RUNNING ${LANG_VIETNAMESE} "Quầy Một Cửa đang mở. Hãy lưu việc đang làm, đóng chương trình, rồi bấm Thử lại (Retry). Chưa có gì thay đổi."
LangString RUNNING ${LANG_ENGLISH} "Quầy Một Cửa is open. Save your work, close the program, then press Retry. Nothing has changed yet."
LangString TOO_LONG ${LANG_VIETNAMESE} "Tên thư mục dài quá (${LONGEST} ký tự là nhiều nhất). Hãy chọn thư mục ngắn hơn."
LangString TOO_LONG ${LANG_ENGLISH} "The folder's name is too long (${LONGEST} characters at most). Choose a shorter one."
LangString NO_ROOM ${LANG_VIETNAMESE} "Ổ đĩa không đủ chỗ: cần ${NEEDED} MB. Bản đang dùng vẫn nguyên."
LangString NO_ROOM ${LANG_ENGLISH} "The disk is too full: ${NEEDED} MB are needed. The version in use is untouched."
LangString OLDER ${LANG_VIETNAMESE} "Máy này đã có bản mới hơn. Bản ${VERSION} cũ hơn nên không cài đè, để dữ liệu luôn mở được."
LangString OLDER ${LANG_ENGLISH} "This PC has a newer version. ${VERSION} is older and is not installed over it, so that the data can always be opened."
LangString FAILED ${LANG_VIETNAMESE} "Không ghi được vào thư mục cài đặt. Bản đang dùng vẫn nguyên. Kiểm tra ổ đĩa và quyền ghi, rồi cài lại."
LangString FAILED ${LANG_ENGLISH} "The folder can't be written. The version in use is untouched. Look at the disk and its rights, then start again."
LangString DELETE_DATA ${LANG_VIETNAMESE} "Giữ lại dữ liệu của quầy (hồ sơ, sổ, bản sao)?$\r$\n$\r$\nChọn Không (No) thì toàn bộ dữ liệu trên máy này bị xóa, không lấy lại được."
LangString DELETE_DATA ${LANG_ENGLISH} "Keep the counter's data (dossiers, registers, copies)?$\r$\n$\r$\nWith No all data on this PC are deleted for good."
LangString AUTOSTART ${LANG_VIETNAMESE} "Tự mở mỗi khi đăng nhập Windows"
LangString AUTOSTART ${LANG_ENGLISH} "Open at every sign-in to Windows"
LangString WORKS_WITH ${LANG_VIETNAMESE} "Tiếp nhận và trả kết quả tại quầy"
LangString WORKS_WITH ${LANG_ENGLISH} "Intake and return of results at the counter"

Var Installed ; the version that is here
Var Keep      ; keep the data?
Var Patience  ; how many quarters of a second to wait for the program to end

!macro StopIfRunning UN
  Function ${UN}StopIfRunning
    again:
    System::Call 'kernel32::OpenMutexW(i 0x00100000, i 0, w "Local\QuayMotCua-running") p .r0'
    ${If} $0 P<> 0
      System::Call 'kernel32::CloseHandle(p r0)'
      ${If} $Patience > 0
        IntOp $Patience $Patience - 1
        Sleep 250
        Goto again
      ${EndIf}
      IfSilent +2
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDRETRY again
      SetErrorLevel 4
      Quit
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro StopIfRunning ""
!insertmacro StopIfRunning "un."

!macro Refuse CODE SENTENCE
  IfSilent +2
  MessageBox MB_OK|MB_ICONEXCLAMATION "${SENTENCE}"
  SetErrorLevel ${CODE}
  Quit
!macroend

Function OpenAtSignIn
  WriteRegStr HKCU "${RUN_KEY}" "QuayMotCua" '"$INSTDIR\QuayMotCua.exe"'
FunctionEnd

Function CheckLength ; let the person choose again; the silent way is refused below
  StrLen $0 "$INSTDIR"
  ${If} $0 > ${LONGEST}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(TOO_LONG)"
    Abort
  ${EndIf}
FunctionEnd

Function .onInit
  SetShellVarContext current
  StrCpy $LANGUAGE ${LANG_VIETNAMESE}
  !insertmacro MUI_LANGDLL_DISPLAY
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/WAIT" $1
  ${IfNot} ${Errors}
    StrCpy $Patience 480 ; two minutes
  ${EndIf}
  Call ReadInstalled
FunctionEnd

Function .onInstFailed ; the disk became full, or somebody cancelled: give the room back
  SetOutPath "$TEMP" ; nobody can delete the folder he stands in
  RMDir /r "$INSTDIR\versions\new"
  RMDir "$INSTDIR\versions" ; these two only when they are empty
  RMDir "$INSTDIR"
FunctionEnd

Function ReadInstalled
  StrCpy $Installed ""
  ClearErrors
  FileOpen $0 "$INSTDIR\current" r
  ${IfNot} ${Errors}
    FileRead $0 $Installed
    FileClose $0
    ${WordReplace} "$Installed" "$\r" "" "+" $Installed
    ${WordReplace} "$Installed" "$\n" "" "+" $Installed
  ${EndIf}
FunctionEnd

Section
  Call StopIfRunning
  Call ReadInstalled
  StrLen $0 "$INSTDIR"
  ${If} $0 > ${LONGEST}
    !insertmacro Refuse 6 "$(TOO_LONG)"
  ${EndIf}
  ${If} $Installed != ""
    ${VersionCompare} "${VERSION}" "$Installed" $0
    ${If} $0 == 2
      !insertmacro Refuse 7 "$(OLDER)"
    ${EndIf}
  ${EndIf}
  ${GetRoot} "$INSTDIR" $0
  ${DriveSpace} "$0\" "/D=F /S=M" $1
  ${If} $1 < ${NEEDED}
    !insertmacro Refuse 5 "$(NO_ROOM)"
  ${EndIf}

  ; Leftovers of an installation that was cut off, and a broken copy of this very version.
  RMDir /r "$INSTDIR\versions\new"
  SetOutPath "$INSTDIR\versions\new"
  ClearErrors
  !include "${FILES}"
  ${If} ${Errors}
    Call .onInstFailed
    !insertmacro Refuse 2 "$(FAILED)"
  ${EndIf}
  SetOutPath "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\versions\${VERSION}\*"
    RMDir /r "$INSTDIR\versions\old"
    Rename "$INSTDIR\versions\${VERSION}" "$INSTDIR\versions\old"
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\versions\new" "$INSTDIR\versions\${VERSION}"
  ${If} ${Errors}
    Rename "$INSTDIR\versions\old" "$INSTDIR\versions\${VERSION}"
    !insertmacro Refuse 2 "$(FAILED)"
  ${EndIf}
  RMDir /r "$INSTDIR\versions\old"

  ClearErrors
  File "/oname=QuayMotCua.new" "${LAUNCHER}"
  Delete "$INSTDIR\QuayMotCua.exe"
  Rename "$INSTDIR\QuayMotCua.new" "$INSTDIR\QuayMotCua.exe"
  ${If} ${Errors}
    !insertmacro Refuse 2 "$(FAILED)"
  ${EndIf}
  WriteUninstaller "$INSTDIR\go-cai-dat.exe"

  ; From here on the new version counts.
  ${If} $Installed != ""
  ${AndIf} $Installed != "${VERSION}"
    FileOpen $0 "$INSTDIR\previous" w
    FileWrite $0 "$Installed$\r$\n"
    FileClose $0
  ${EndIf}
  FileOpen $0 "$INSTDIR\current.new" w
  FileWrite $0 "${VERSION}$\r$\n"
  FileClose $0
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\current.new", w "$INSTDIR\current", i 9) i .r0' ; replace, written through
  ${If} $0 == 0
    !insertmacro Refuse 2 "$(FAILED)"
  ${EndIf}
  Call DropOldVersions

  CreateShortCut "$SMPROGRAMS\Quầy Một Cửa.lnk" "$INSTDIR\QuayMotCua.exe" "" "" 0 SW_SHOWNORMAL "" "$(WORKS_WITH)"
  CreateShortCut "$DESKTOP\Quầy Một Cửa.lnk" "$INSTDIR\QuayMotCua.exe" "" "" 0 SW_SHOWNORMAL "" "$(WORKS_WITH)"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AUTOSTART" $1
  ${IfNot} ${Errors}
    Call OpenAtSignIn
  ${EndIf}
  WriteRegStr HKCU "${KEY}" "DisplayName" "Quầy Một Cửa"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\QuayMotCua.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Quầy Một Cửa authors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\go-cai-dat.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\go-cai-dat.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; Keep the version in use and the one before it.
Function DropOldVersions
  StrCpy $2 ""
  ClearErrors
  FileOpen $0 "$INSTDIR\previous" r
  ${IfNot} ${Errors}
    FileRead $0 $2
    FileClose $0
    ${WordReplace} "$2" "$\r" "" "+" $2
    ${WordReplace} "$2" "$\n" "" "+" $2
  ${EndIf}
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != "${VERSION}"
    ${AndIf} $1 != "$2"
      RMDir /r "$INSTDIR\versions\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Function un.onInit
  SetShellVarContext current
  StrCpy $LANGUAGE ${LANG_VIETNAMESE}
  ReadRegStr $0 HKCU "${KEY}" "Language" ; there is none after a silent installation: nobody is asked now
  ${If} $0 != ""
    StrCpy $LANGUAGE $0
  ${EndIf}
  StrCpy $Keep "yes"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETE-DATA" $1
  ${IfNot} ${Errors}
    StrCpy $Keep "no"
  ${EndIf}
FunctionEnd

Section Uninstall
  Call un.StopIfRunning
  ${IfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "$(DELETE_DATA)" IDYES keep
      StrCpy $Keep "no"
    keep:
  ${EndIf}
  RMDir /r "$INSTDIR\versions"
  Delete "$INSTDIR\QuayMotCua.exe"
  Delete "$INSTDIR\current"
  Delete "$INSTDIR\previous"
  Delete "$INSTDIR\go-cai-dat.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Quầy Một Cửa.lnk"
  Delete "$DESKTOP\Quầy Một Cửa.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "QuayMotCua"
  DeleteRegKey HKCU "${KEY}"
  ${If} $Keep == "no"
    RMDir /r "$LOCALAPPDATA\QuayMotCua"
    RMDir /r "$APPDATA\QuayMotCua-so"
  ${EndIf}
SectionEnd
